package dev.gatehouse.guard;

import com.nimbusds.jose.jwk.JWK;
import java.security.Provider;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Public keys by identifier and algorithm; immutable. */
final class KeySet {
    static final KeySet EMPTY = new KeySet(Map.of());

    private static final System.Logger LOG = System.getLogger(KeySet.class.getName());

    private record Name(@Nullable String kid, String algorithm) {}

    private final Map<Name, VerificationKey> keys;

    private KeySet(Map<Name, VerificationKey> keys) {
        this.keys = keys;
    }

    /**
     * The keys of a JWK set in JSON; those of types that nobody here knows are left out (RFC 7517 section 5).
     *
     * @throws IllegalArgumentException where it is no JWK set
     */
    static List<JWK> parse(byte[] json) {
        Object elements;
        try {
            elements = StrictJson.object(json).get("keys");
        } catch (StrictJson.Malformed e) {
            throw new IllegalArgumentException("This is no JWK set: " + e.getMessage(), e);
        }
        if (!(elements instanceof List<?> list)) {
            throw new IllegalArgumentException("This is no JWK set: it has no list of keys");
        }
        List<JWK> jwks = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> members)) {
                throw new IllegalArgumentException("This is no JWK set: a key is no object");
            }
            Map<String, Object> named = new HashMap<>();
            members.forEach((name, value) -> named.put((String) name, value));
            try {
                jwks.add(JWK.parse(named));
            } catch (ParseException | IllegalArgumentException e) {
                LOG.log(System.Logger.Level.DEBUG, () -> "Left out a key that cannot be read: " + e.getMessage());
            }
        }
        return jwks;
    }

    /**
     * The set's keys that can verify; others, such as keys to encrypt with, are left out. A key that the earlier set has too
     * stays the same object, so that identity tells whether it is still trusted.
     *
     * @throws IllegalArgumentException where two different keys share a name
     */
    static KeySet of(Collection<? extends JWK> jwks, @Nullable Provider provider, KeySet earlier) {
        Map<Name, VerificationKey> keys = new HashMap<>();
        for (JWK jwk : jwks) {
            VerificationKey key;
            try {
                key = VerificationKey.of(jwk, provider);
            } catch (IllegalArgumentException e) {
                LOG.log(System.Logger.Level.DEBUG, () -> "Left out a key that cannot verify: " + e.getMessage());
                continue;
            }
            Name name = new Name(key.kid(), key.algorithm());
            VerificationKey known = earlier.keys.get(name);
            VerificationKey kept = known != null && same(known, key) ? known : key;
            VerificationKey other = keys.put(name, kept);
            if (other != null && !same(other, key)) {
                throw new IllegalArgumentException("Two different keys have one kid and alg");
            }
        }
        return new KeySet(Map.copyOf(keys));
    }

    @Nullable
    VerificationKey find(@Nullable String kid, String algorithm) {
        return keys.get(new Name(kid, algorithm));
    }

    @SuppressWarnings("ReferenceEquality") // a key that was replaced under its old name must not pass for the new one
    boolean holds(VerificationKey key) {
        return find(key.kid(), key.algorithm()) == key;
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    private static boolean same(VerificationKey one, VerificationKey other) {
        JWK jwk = one.jwk();
        return jwk != null && jwk.equals(other.jwk());
    }
}
