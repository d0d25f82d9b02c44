package dev.gatehouse.feature.hosted;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page that tells what has come of something.
 *
 * @param key what its texts begin with: {@code .title} and {@code .lead}
 * @param href where one goes on; null for nowhere
 * @param hrefKey the text of that
 * @param items the keys of what it lists, below {@code .list}
 */
public record SaidView(
        String key, @Nullable String href, @Nullable String hrefKey, List<String> items) {
    public SaidView {
        items = List.copyOf(items);
    }

    /** Without a list. */
    public SaidView(String key, @Nullable String href, @Nullable String hrefKey) {
        this(key, href, hrefKey, List.of());
    }
}
