package dev.gatehouse.platform.config;

/** What a room declares: a setting, or a family of them with a free last segment. */
public sealed interface Declared permits Setting, SettingFamily {}
