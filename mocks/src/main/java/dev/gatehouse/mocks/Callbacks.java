package dev.gatehouse.mocks;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;

/** The callbacks of a client: those that were registered, else the first that it uses. Compared exactly (RFC 9700, 2.1). */
final class Callbacks {
    private final Set<String> known = new HashSet<>();

    synchronized void register(URI... all) {
        known.clear();
        for (URI one : all) {
            known.add(one.toString());
        }
    }

    synchronized boolean take(URI one) {
        if (known.isEmpty()) {
            known.add(one.toString());
        }
        return known.contains(one.toString());
    }
}
