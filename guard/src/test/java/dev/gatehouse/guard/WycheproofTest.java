package dev.gatehouse.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Project Wycheproof's vectors for JWS and JWK against the code that checks our tokens. Every vector that must be refused is;
 * every valid one of our algorithms is accepted, unless its key breaks a rule that we hold and Wycheproof does not.
 */
final class WycheproofTest {
    @ParameterizedTest
    @ValueSource(strings = {"json_web_signature_test.json", "json_web_key_test.json", "json_web_crypto_test.json"})
    void agreesWithTheVectors(String name) throws Exception {
        Path folder = vectors();
        assumeTrue(folder != null, "SKIPPED: no shared/vectors above the working directory, Wycheproof was not run");
        Map<String, Object> file = StrictJson.object(Files.readAllBytes(folder.resolve(name)));
        List<String> wrong = new ArrayList<>();
        int accepted = 0;
        int refused = 0;
        for (Map<String, Object> group : objects(file.get("testGroups"))) {
            KeySource keys = keysOf(group);
            Set<String> validOnes = new HashSet<>();
            for (Map<String, Object> test : objects(group.get("tests"))) {
                if (!(test.get("jws") instanceof String jws)) {
                    continue; // encryption, which no access token of ours uses, or JSON serialisation
                }
                boolean good = accepts(keys, jws);
                // Two vectors with "invalid padding" are the same text as a valid one: there is nothing to refuse.
                boolean valid = "valid".equals(test.get("result")) || validOnes.contains(jws);
                if (valid) {
                    validOnes.add(jws);
                }
                accepted += good ? 1 : 0;
                refused += good ? 0 : 1;
                if (good != valid && !(valid && strictlyRefused(group, jws))) {
                    wrong.add(test.get("tcId") + " " + group.get("comment") + " " + test.get("comment") + ": " + good);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(accepted).isPositive();
        assertThat(refused).isPositive();
    }

    private static boolean accepts(KeySource keys, String jws) {
        try {
            new CompactJws(TokenRules.ALL_ALGORITHMS, 16_384, keys).open(jws);
            return true;
        } catch (InvalidToken e) {
            return false;
        }
    }

    /**
     * Valid by Wycheproof, but with characters that base64url has not, of an algorithm that we do not have, or under a key
     * whose alg says something else.
     */
    private static boolean strictlyRefused(Map<String, Object> group, String jws) throws Exception {
        if (!jws.matches("[A-Za-z0-9_.-]*")) {
            return true;
        }
        Map<String, Object> header = StrictJson.object(
                Base64URL.from(jws.substring(0, jws.indexOf('.'))).decode());
        String algorithm = String.valueOf(header.get("alg"));
        return !TokenRules.ALL_ALGORITHMS.contains(algorithm)
                || jwks(group).stream().noneMatch(jwk -> algorithm.equals(jwk.get("alg")));
    }

    private static KeySource keysOf(Map<String, Object> group) throws ParseException {
        List<JWK> publicKeys = new ArrayList<>();
        List<Map<String, Object>> all = jwks(group);
        if (all.stream().map(jwk -> jwk.get("kid")).distinct().count() < all.size()) {
            return new TrustedKeys(publicKeys, null); // a key set that is ambiguous is refused as a whole
        }
        for (Map<String, Object> jwk : all) {
            boolean usable = "HS256".equals(jwk.get("alg")) && "sig".equals(jwk.get("use"));
            if ("oct".equals(jwk.get("kty")) && usable && all.stream().allMatch(k -> "oct".equals(k.get("kty")))) {
                byte[] secret = Base64URL.from((String) jwk.get("k")).decode();
                if (secret.length >= VerificationKey.SHORTEST_SECRET) {
                    return new SharedSecret((String) jwk.get("kid"), secret);
                }
            }
            try {
                publicKeys.add(JWK.parse(jwk));
            } catch (ParseException | IllegalArgumentException e) {
                continue; // a key that cannot even be read is trusted for nothing
            }
        }
        return new TrustedKeys(publicKeys, null);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> jwks(Map<String, Object> group) {
        Map<String, Object> key =
                (Map<String, Object>) (group.containsKey("public") ? group.get("public") : group.get("private"));
        return Objects.requireNonNull(key).containsKey("keys") ? objects(key.get("keys")) : List.of(key);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(@Nullable Object list) {
        return Objects.requireNonNull((List<Map<String, Object>>) list);
    }

    private static @Nullable Path vectors() throws IOException {
        for (Path at = Path.of(System.getProperty("user.dir")).toRealPath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/vectors");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        return null;
    }
}
