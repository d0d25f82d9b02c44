package dev.gatehouse.platform.config;

/**
 * A text that must not be seen: it prints as dots, so that a log line or a settings record cannot give it away.
 *
 * @param reveal the text itself, for the one place that needs it
 */
public record Secret(String reveal) {
    static final String MASK = "••••";

    @Override
    public String toString() {
        return MASK;
    }
}
