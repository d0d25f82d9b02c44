package dev.gatehouse.domain.credentials;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one Argon2id hash costs (RFC 9106, section 3.1).
 *
 * @param memory KiB, 7,168 to 1,048,576
 * @param passes 1 to 64
 * @param lanes 1 to 16; more than one costs the faster native library, see decision 0005
 */
public record Argon2Parameters(int memory, int passes, int lanes) {
    /** m=64 MiB, t=3, p=1. */
    public static final Argon2Parameters DEFAULT = new Argon2Parameters(65_536, 3, 1);

    /** @throws IllegalArgumentException with a sentence for the operator */
    public Argon2Parameters {
        within("m", memory, 7_168, 1 << 20);
        within("t", passes, 1, 64);
        within("p", lanes, 1, 16);
    }

    /**
     * Reads {@code m=65536,t=3,p=1}, the three in any order.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static Argon2Parameters parse(String text) {
        Map<String, Integer> given = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            String[] pair = part.strip().split("=", -1);
            if (pair.length != 2 || !pair[0].matches("[mtp]") || !pair[1].matches("[0-9]{1,9}")) {
                throw malformed(text);
            }
            if (given.put(pair[0], Integer.valueOf(pair[1])) != null) {
                throw malformed(text);
            }
        }
        Integer memory = given.get("m");
        Integer passes = given.get("t");
        Integer lanes = given.get("p");
        if (memory == null || passes == null || lanes == null) {
            throw malformed(text);
        }
        return new Argon2Parameters(memory, passes, lanes);
    }

    /** The form that {@link #parse} reads, and that a PHC string carries. */
    @Override
    public String toString() {
        return "m=" + memory + ",t=" + passes + ",p=" + lanes;
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", not " + value);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("must look like m=65536,t=3,p=1, not " + text);
    }
}
