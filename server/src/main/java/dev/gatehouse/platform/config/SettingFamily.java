package dev.gatehouse.platform.config;

/**
 * Settings that share all but the last segment of their name, which the operator chooses:
 * {@code tokens.access.ttl.<method>}. None of them is set unless given. In the environment an underscore of the free
 * segment stands for a hyphen.
 */
public final class SettingFamily<T> implements Declared {
    private final Setting<T> template;
    private final String prefix;

    private SettingFamily(Setting<T> template) {
        int free = template.name().indexOf('<');
        if (free < 0) {
            throw new IllegalArgumentException("a family's name ends in a free segment: " + template.name());
        }
        this.template = template;
        this.prefix = template.name().substring(0, free);
    }

    /** The family of a setting whose name ends in a free segment in angle brackets; its default is not used. */
    public static <T> SettingFamily<T> of(Setting<T> template) {
        return new SettingFamily<>(template);
    }

    Setting<T> template() {
        return template;
    }

    /** The fixed part of the name with its last dot. */
    String prefix() {
        return prefix;
    }

    Setting<T> member(String segment) {
        return template.named(prefix + segment);
    }

    @Override
    public String toString() {
        return template.name();
    }
}
