package dev.gatehouse.mocks;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has an account at a mock provider.
 *
 * @param id what the chooser and {@code login_hint} call them
 * @param number what the provider counts them by; its subjects are made of it, so two persons with one number are the same
 *     person at two times
 * @param email null where the provider names none
 * @param groups what claims of groups say
 */
public record Person(
        String id,
        long number,
        String name,
        @Nullable String email,
        boolean emailVerified,
        String username,
        List<String> groups) {
    /** Has a verified address and is in engineering. */
    public static final Person ADA =
            new Person("ada", 1815, "Ada Lovelace", "ada@example.com", true, "ada", List.of("engineering"));

    /** Has an address that nobody verified. */
    public static final Person GRACE =
            new Person("grace", 1906, "Grace Hopper", "grace@example.com", false, "grace", List.of("ops"));

    /** Names no address. */
    public static final Person LINUS =
            new Person("linus", 1969, "Linus Torvalds", null, false, "linus", List.of("engineering", "ops"));

    /** Has an address that she gives up later. */
    public static final Person MARY =
            new Person("mary", 1780, "Mary Somerville", "mary@example.com", true, "mary", List.of());

    /** The same Mary, with the address that she has afterwards. */
    public static final Person MARY_MOVED =
            new Person("mary", 1780, "Mary Somerville", "mary@example.net", true, "mary", List.of());

    /** Is not Ada, but has her address, as who is given an address that was somebody else's. */
    public static final Person EVE =
            new Person("eve", 1988, "Eve", "ada@example.com", true, "eve", List.of("engineering"));

    private static final long OTHERS = 1_000_000;

    public Person {
        groups = List.copyOf(groups);
    }

    /** Anybody; the same name in the address, or without one in the user name, is the same person again. */
    public static Person named(String name, @Nullable String email, boolean emailVerified, String username) {
        String same = (email == null ? username : email).toLowerCase(Locale.ROOT);
        long number = OTHERS + Integer.toUnsignedLong(same.hashCode());
        return new Person("other-" + number, number, name, email, emailVerified, username, List.of());
    }

    /** The same with another address, as who moves. */
    public Person withEmail(@Nullable String other, boolean verified) {
        return new Person(id, number, name, other, verified, username, groups);
    }

    /** The same in these groups. */
    public Person inGroups(String... names) {
        return new Person(id, number, name, email, emailVerified, username, List.of(names));
    }

    /** Whether the person lets others be asked: {@code hint} is their id or their address. */
    boolean isMeantBy(String hint) {
        return hint.equals(id) || hint.equalsIgnoreCase(email);
    }
}
