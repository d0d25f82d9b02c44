package dev.gatehouse.platform.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings that share all but one segment of their name, which the operator chooses: the last, as in
 * {@code tokens.access.ttl.<method>}, or one in the middle, as in {@code providers.<provider>.client_id}. None of them is
 * set unless given. In the environment an underscore of the free segment stands for a hyphen.
 */
public final class SettingFamily<T> implements Declared {
    private static final Pattern SEGMENT = Pattern.compile("[a-z0-9]+([_-][a-z0-9]+)*");

    private final Setting<T> template;
    private final String prefix;
    private final String suffix;

    private SettingFamily(Setting<T> template) {
        String name = template.name();
        int free = name.indexOf('<');
        if (free < 0) {
            throw new IllegalArgumentException("a family's name has a free segment: " + name);
        }
        this.template = template;
        this.prefix = name.substring(0, free);
        this.suffix = name.substring(name.indexOf('>') + 1);
    }

    /** The family of a setting whose name has a free segment in angle brackets; its default is not used. */
    public static <T> SettingFamily<T> of(Setting<T> template) {
        return new SettingFamily<>(template);
    }

    Setting<T> template() {
        return template;
    }

    /** The fixed part of the name before the free segment, with its dot. */
    String prefix() {
        return prefix;
    }

    /** How much of a key is fixed: of two families that a key may belong to, it is the one with more. */
    int fixed() {
        return prefix.length() + suffix.length();
    }

    Setting<T> member(String segment) {
        return template.named(prefix + segment + suffix);
    }

    /** The key of the member with this free segment. */
    String key(String segment, boolean environment) {
        return before(environment) + segment + after(environment);
    }

    /** The free segment of a member's key; nothing where the key is none of this family. */
    Optional<String> segment(String key, boolean environment) {
        return segment(key, environment, "");
    }

    /** The free segment of the key that names a file with a member's value. */
    Optional<String> segmentOfFile(String key, boolean environment) {
        return template.secret() ? segment(key, environment, environment ? "_FILE" : ".file") : Optional.empty();
    }

    private Optional<String> segment(String key, boolean environment, String more) {
        String before = before(environment);
        String after = after(environment) + more;
        if (key.length() <= before.length() + after.length() || !key.startsWith(before) || !key.endsWith(after)) {
            return Optional.empty();
        }
        String free = key.substring(before.length(), key.length() - after.length());
        String segment = environment ? free.toLowerCase(Locale.ROOT).replace('_', '-') : free;
        return SEGMENT.matcher(segment).matches() ? Optional.of(segment) : Optional.empty();
    }

    private String before(boolean environment) {
        return environment ? Setting.environmentForm(prefix) : prefix;
    }

    private String after(boolean environment) {
        return environment ? Setting.environmentPart(suffix) : suffix;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SettingFamily<?> family
                && family.template.name().equals(template.name());
    }

    @Override
    public int hashCode() {
        return template.name().hashCode();
    }

    @Override
    public String toString() {
        return template.name();
    }
}
