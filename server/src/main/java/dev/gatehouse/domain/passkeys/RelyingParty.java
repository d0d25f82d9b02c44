package dev.gatehouse.domain.passkeys;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * For whom passkeys are made (Web Authentication Level 3, section 4).
 *
 * @param id the domain that they belong to
 * @param name what people call it
 * @param origin of our own pages
 * @param related origins of other pages that may use them
 */
public record RelyingParty(String id, String name, String origin, List<String> related) {
    public RelyingParty {
        related = List.copyOf(related);
    }

    /** Every origin that an answer may come from. */
    Set<String> origins() {
        Set<String> all = new LinkedHashSet<>(related);
        all.add(origin);
        return all;
    }
}
