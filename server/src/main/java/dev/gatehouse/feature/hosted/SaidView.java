package dev.gatehouse.feature.hosted;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page that tells what has come of something.
 *
 * @param icon what stands above it
 * @param key what its texts begin with: {@code .title} and {@code .lead}
 * @param href where one goes on; null for nowhere
 * @param hrefKey the text of that
 * @param items the keys of what it lists, below {@code .list}
 */
public record SaidView(
        String icon,
        String key,
        @Nullable String href,
        @Nullable String hrefKey,
        List<String> items) {
    public SaidView {
        items = List.copyOf(items);
    }

    /** What has come of a letter. */
    public SaidView(String key, @Nullable String href, @Nullable String hrefKey, List<String> items) {
        this("mail", key, href, hrefKey, items);
    }

    /** The same without a list. */
    public SaidView(String key, @Nullable String href, @Nullable String hrefKey) {
        this(key, href, hrefKey, List.of());
    }
}
