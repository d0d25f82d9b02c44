package dev.gatehouse.platform.config;

/** What a room declares: a setting, or a family of them with a free segment. */
public sealed interface Declared permits Setting, SettingFamily {}
