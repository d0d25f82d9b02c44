package dev.gatehouse.domain.audit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.keys.SigningKeys;
import dev.gatehouse.guard.VerificationKey;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.Signer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signs heads with the key that signs tokens, for whoever keeps them elsewhere, and seals their rows with the sealing keys,
 * so that heads in the database vouch also when the key or the shared secret that signed them is long gone.
 */
final class HeadSigning {
    private static final String PURPOSE = "audit head";

    /** Whose signature a head has. */
    enum Signature {
        /** A key's that this server has or had, or its shared secret's. */
        OWN,
        /** Of a key or a shared secret that nobody here knows. */
        UNKNOWN,
        /** Not that of the key which it names. */
        WRONG
    }

    /** A head with its row. */
    record Signed(Head head, HeadRows.Stored row) {}

    private final String issuer;
    private final SigningKeys keys;
    private final Seals seals;
    private final Optional<Duration> keep;
    private final Map<String, VerificationKey> former = new ConcurrentHashMap<>();

    /** @param keep what heads say of how long events are kept */
    HeadSigning(String issuer, SigningKeys keys, Seals seals, Optional<Duration> keep) {
        this.issuer = issuer;
        this.keys = keys;
        this.seals = seals;
        this.keep = keep;
    }

    Signed sign(long seq, byte[] hash, long count, Instant at) {
        Signer signer = keys.signer();
        String jws = signer.sign(Head.TYPE, Head.payload(issuer, seq, hash, count, at, keep));
        String kid = signer.kid();
        JWK jwk = kid == null ? null : keys.kept(kid);
        return new Signed(
                new Head(issuer, seq, hash, count, at, keep, jws, kid),
                withSeal(new HeadRows.Stored(seq, at, jws, jwk == null ? null : jwk.toJSONString(), null, "")));
    }

    /** The row of a head up to which everything is given up. */
    HeadRows.Stored pruned(HeadRows.Stored row, Instant now) {
        return withSeal(new HeadRows.Stored(row.seq(), row.at(), row.jws(), row.jwk(), now, ""));
    }

    private HeadRows.Stored withSeal(HeadRows.Stored row) {
        String seal = seals.seal(PURPOSE, new byte[0], statement(row));
        return new HeadRows.Stored(row.seq(), row.at(), row.jws(), row.jwk(), row.prunedAt(), seal);
    }

    /** Whether a server wrote this row as it is. */
    boolean sealed(HeadRows.Stored row) {
        boolean sealed = seals.open(PURPOSE, row.seal(), statement(row)).isPresent();
        if (sealed) {
            remember(row);
        }
        return sealed;
    }

    private static byte[] statement(HeadRows.Stored row) {
        return row.statement().getBytes(StandardCharsets.UTF_8);
    }

    /** Whose signature a head has that was kept elsewhere. */
    Signature check(Head head) {
        String kid = head.kid();
        if (kid == null) {
            VerificationKey shared = keys.verification().find(null, Algorithm.HS256.label());
            // Shared secrets have no names: this may be one that was in use before.
            return shared != null && shared.signed(head.jws()) ? Signature.OWN : Signature.UNKNOWN;
        }
        JWK kept = keys.kept(kid);
        VerificationKey key = kept == null ? former.get(kid) : VerificationKey.of(kept, null);
        if (key == null) {
            return Signature.UNKNOWN;
        }
        return key.signed(head.jws()) ? Signature.OWN : Signature.WRONG;
    }

    /** The public key that stands beside a sealed head, where it is the one whose thumbprint (RFC 7638) is the kid. */
    private void remember(HeadRows.Stored row) {
        String kid = row.head().map(Head::kid).orElse(null);
        if (kid == null || row.jwk() == null || former.containsKey(kid)) {
            return;
        }
        try {
            JWK jwk = JWK.parse(row.jwk());
            if (jwk.computeThumbprint().toString().equals(kid)) {
                former.put(kid, VerificationKey.of(jwk, null));
            }
        } catch (ParseException | JOSEException | IllegalArgumentException none) {
            throw new IllegalStateException("a server sealed a head with a key that is none", none);
        }
    }
}
