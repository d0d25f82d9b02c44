package dev.gatehouse.domain.verification;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What is asked of whoever signs up with an address. */
public enum Demand {
    /** Nothing: addresses stay unverified until somebody proves them another way. */
    OFF,
    /** That they follow the link of a letter, when they like. */
    ASKED,
    /** That they follow it first: until then there is no account, and nobody learns whether there was one. */
    REQUIRED;

    static Optional<Demand> of(String text) {
        return Stream.of(values())
                .filter(demand -> demand.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
