package dev.gatehouse.guard;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a JWT in compact serialisation (RFC 7515) against trusted keys. The order is the defence: length, shape, header, key,
 * signature, and only then is the payload looked at.
 */
final class CompactJws {
    /** The payload of a JWT whose signature is good, and the key that it is good for. */
    record Verified(Map<String, Object> claims, VerificationKey key) {}

    /** What a good signature covers. */
    record Signed(Map<String, Object> header, byte[] payload, VerificationKey key) {}

    /**
     * Header members that bring their own key or change what is signed (RFC 7515 sections 4.1 and 4.1.11, RFC 7797) or that
     * say that this is no plain JWS over claims (RFC 7516, RFC 7519 section 5.2). None of them is ever used.
     */
    private static final Set<String> REFUSED =
            Set.of("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc", "epk", "cty");

    private static final int LONGEST_KID = 256;

    private final Set<String> algorithms;
    private final int longest;
    private final KeySource keys;

    CompactJws(Set<String> algorithms, int longest, KeySource keys) {
        this.algorithms = Set.copyOf(algorithms);
        this.longest = longest;
        this.keys = keys;
    }

    /** @throws InvalidToken where the token is longer than allowed; costs nothing */
    void checkLength(String token) {
        if (token.length() > longest) {
            throw new InvalidToken("the token is longer than " + longest + " characters");
        }
    }

    /**
     * The claims of a token with a good signature.
     *
     * @param types the allowed {@code typ}, in lower case and without {@code application/}
     * @throws InvalidToken where anything about it is wrong
     */
    Verified verify(String token, Set<String> types) {
        Signed signed = open(token);
        if (!(signed.header().get("typ") instanceof String type) || !types.contains(mediaType(type))) {
            throw new InvalidToken("the token is of another type than expected");
        }
        return new Verified(object(signed.payload(), "payload"), signed.key());
    }

    /** Checks all but the type and the payload. */
    Signed open(String token) {
        checkLength(token);
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first <= 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            throw new InvalidToken("the token has not three parts");
        }
        Map<String, Object> header = object(CanonicalBase64.decode(token.substring(0, first)), "header");
        byte[] payload = CanonicalBase64.decode(token.substring(first + 1, second));
        String signature = token.substring(second + 1);
        CanonicalBase64.decode(signature);
        VerificationKey key = keyFor(header);
        byte[] signed = token.substring(0, second).getBytes(StandardCharsets.US_ASCII);
        if (!key.verifies(signed, new Base64URL(signature))) {
            throw new InvalidToken("the signature is wrong");
        }
        return new Signed(header, payload, key);
    }

    private VerificationKey keyFor(Map<String, Object> header) {
        for (String name : header.keySet()) {
            if (REFUSED.contains(name)) {
                throw new InvalidToken("the header has a member that is never accepted");
            }
        }
        if (!(header.get("alg") instanceof String algorithm) || !algorithms.contains(algorithm)) {
            throw new InvalidToken("the algorithm is not allowed");
        }
        VerificationKey key = keys.find(kidOf(header), algorithm);
        if (key == null || !key.algorithm().equals(algorithm)) {
            throw new InvalidToken("no trusted key has this kid and algorithm");
        }
        return key;
    }

    private static @Nullable String kidOf(Map<String, Object> header) {
        if (!header.containsKey("kid")) {
            return null;
        }
        if (header.get("kid") instanceof String kid && kid.length() <= LONGEST_KID) {
            return kid;
        }
        throw new InvalidToken("the kid is not a short string");
    }

    /** RFC 7515 section 4.1.9: compared without case, and {@code application/} may be left out. */
    private static String mediaType(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
    }

    private static Map<String, Object> object(byte[] json, String part) {
        try {
            return StrictJson.object(json);
        } catch (StrictJson.Malformed e) {
            throw new InvalidToken("the " + part + " is no strict JSON object: " + e.getMessage());
        }
    }
}
