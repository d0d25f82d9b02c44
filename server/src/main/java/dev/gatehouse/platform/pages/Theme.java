package dev.gatehouse.platform.pages;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an operator wants pages to look and speak.
 *
 * @param languages the languages offered, the usual one first; not empty
 * @param logo null for our own
 * @param styles more rules for the style sheet, empty for none
 * @param tint the accent of letters, which have no style sheet
 * @param links what stands at the foot of every page
 * @param texts single texts said otherwise
 * @param header for the head of every page
 * @param footer for the foot of every page
 * @param letter in the place of our own letters' HTML
 * @param plainLetter in the place of our own letters' plain text
 */
record Theme(
        List<Language> languages,
        @Nullable Logo logo,
        String styles,
        Letterhead.Tint tint,
        Frame.Links links,
        Map<Language, Map<String, String>> texts,
        @Nullable OwnTemplate header,
        @Nullable OwnTemplate footer,
        @Nullable OwnTemplate letter,
        @Nullable OwnTemplate plainLetter) {
    /** The bytes of a picture. */
    record Logo(byte[] bytes, boolean svg) {}
}
