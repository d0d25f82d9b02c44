package dev.gatehouse.domain.keys;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.Signer;
import dev.gatehouse.platform.jose.SigningJwk;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys as they are at one moment, and until when that stays so: who signs, what is published. Immutable; a request
 * takes all its answers from one ring.
 */
final class KeyRing {
    /** A key with what it takes to use it; the signer outlives the ring, as it keeps its engines. */
    record Entry(SigningKey key, SigningJwk jwk, Signer signer) {
        Entry with(SigningKey times) {
            return new Entry(times, jwk, signer);
        }
    }

    private final List<Entry> entries;
    private final Duration afterwards;
    private final Map<Algorithm, Entry> signing;
    private final Map<String, JWK> published;
    private final PublishedKeys json;
    private final @Nullable Instant changesAt;

    /** @param afterwards how long a retired key stays published */
    KeyRing(List<Entry> entries, Duration afterwards, Instant now) {
        this.entries = entries.stream()
                .sorted(Comparator.<Entry, Instant>comparing(e -> e.key().activeAt())
                        .thenComparing(e -> e.key().kid()))
                .toList();
        this.afterwards = afterwards;
        // The first that has not been retired: until its retirement its successor is published and waits.
        this.signing = this.entries.stream()
                .filter(e -> e.key().maySign(now))
                .collect(Collectors.toMap(e -> e.key().algorithm(), Function.identity(), (first, _) -> first));
        this.published = this.entries.stream()
                .filter(e -> e.key().isPublished(now, afterwards))
                .collect(Collectors.toMap(e -> e.key().kid(), e -> e.jwk().publicJwk()));
        this.json = json(published);
        this.changesAt = this.entries.stream()
                .flatMap(e -> Stream.of(e.key().retiredAt(), e.key().publishedUntil(afterwards)))
                .filter(Objects::nonNull)
                .filter(at -> at.isAfter(now))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** This ring, or the one that follows from it by the passing of time. */
    KeyRing at(Instant now) {
        return changesAt == null || now.isBefore(changesAt) ? this : new KeyRing(entries, afterwards, now);
    }

    Optional<Entry> signing(Algorithm algorithm) {
        return Optional.ofNullable(signing.get(algorithm));
    }

    /** The one without a successor: it signs, or will. */
    Optional<Entry> newest(Algorithm algorithm) {
        return entries.stream()
                .filter(e -> e.key().algorithm() == algorithm && e.key().retiredAt() == null)
                .findFirst();
    }

    Optional<Entry> find(String kid) {
        return entries.stream().filter(e -> e.key().kid().equals(kid)).findFirst();
    }

    List<Entry> entries() {
        return entries;
    }

    @Nullable
    JWK published(String kid) {
        return published.get(kid);
    }

    PublishedKeys json() {
        return json;
    }

    private static PublishedKeys json(Map<String, JWK> published) {
        List<JWK> keys = published.values().stream()
                .sorted(Comparator.comparing(JWK::getKeyID))
                .toList();
        byte[] bytes = new JWKSet(keys).toString(true).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            String tag =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22);
            return new PublishedKeys(bytes, '"' + tag + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
