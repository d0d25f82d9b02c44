package dev.gatehouse.feature.hosted;

import org.jspecify.annotations.Nullable;

/**
 * A page that tells what has come of something.
 *
 * @param key what its texts begin with: {@code .title} and {@code .lead}
 * @param href where one goes on; null for nowhere
 * @param hrefKey the text of that
 */
public record SaidView(
        String key, @Nullable String href, @Nullable String hrefKey) {}
