package dev.gatehouse.platform.logging;

/** How a log line looks: readable text, or one JSON object. */
public enum LogFormat {
    TEXT,
    JSON
}
