package dev.gatehouse.platform.pages;

import org.jspecify.annotations.Nullable;

/**
 * What every letter has around its own content.
 *
 * @param service the name that people know this server by
 * @param tint the operator's colours
 * @param texts what letters say, in the reader's language
 * @param links what stands at the foot
 */
public record Letterhead(String service, Tint tint, Texts texts, Frame.Links links) {
    /**
     * An accent by day and by night, and what is written on it, each as {@code #rrggbb}.
     */
    public record Tint(String day, String onDay, String night, String onNight) {
        static final Tint OURS = new Tint("#17654e", "#ffffff", "#79d6b4", "#06231a");
    }

    /** A text in the reader's language. */
    public String t(String key, Object... values) {
        return texts.get(key, values);
    }

    /** Where people get help, as it is read; null where there is nothing. */
    public @Nullable String support() {
        String support = links.support();
        return support != null && support.startsWith("mailto:") ? support.substring("mailto:".length()) : support;
    }
}
