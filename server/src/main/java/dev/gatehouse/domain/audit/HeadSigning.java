package dev.gatehouse.domain.audit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.domain.keys.SigningKeys;
import dev.gatehouse.guard.VerificationKey;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.Signer;
import java.text.ParseException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Signs heads with the key that signs tokens, and says whose signature a head has. */
final class HeadSigning {
    /** Whose signature a head has. */
    enum Signature {
        /** A key's that this server has, or its shared secret's. */
        OWN,
        /** That of a key which is gone here, but whose public half is known by its thumbprint. */
        FORMER,
        /** Of a key that nobody here knows. */
        UNKNOWN,
        /** Not that of the key which it names. */
        WRONG
    }

    /** A head with the public key that goes with it. */
    record Signed(Head head, @Nullable String jwk) {}

    private final String issuer;
    private final SigningKeys keys;
    private final Map<String, VerificationKey> former = new ConcurrentHashMap<>();

    HeadSigning(String issuer, SigningKeys keys) {
        this.issuer = issuer;
        this.keys = keys;
    }

    Signed sign(long seq, byte[] hash, long count, Instant at) {
        Signer signer = keys.signer();
        String jws = signer.sign(Head.TYPE, Head.payload(issuer, seq, hash, count, at));
        String kid = signer.kid();
        JWK jwk = kid == null ? null : keys.kept(kid);
        return new Signed(new Head(issuer, seq, hash, count, at, jws, kid), jwk == null ? null : jwk.toJSONString());
    }

    /** @param jwk what stands beside the head, if anything: it counts where the server has lost the key */
    Signature check(Head head, @Nullable String jwk) {
        String kid = head.kid();
        if (kid == null) {
            VerificationKey shared = keys.verification().find(null, Algorithm.HS256.label());
            return shared == null ? Signature.UNKNOWN : verdict(shared, head, Signature.OWN);
        }
        JWK kept = keys.kept(kid);
        if (kept != null) {
            return verdict(VerificationKey.of(kept, null), head, Signature.OWN);
        }
        VerificationKey gone = former.get(kid);
        if (gone == null && jwk != null) {
            gone = named(kid, jwk);
            if (gone != null) {
                former.put(kid, gone);
            }
        }
        return gone == null ? Signature.UNKNOWN : verdict(gone, head, Signature.FORMER);
    }

    private static Signature verdict(VerificationKey key, Head head, Signature good) {
        return key.signed(head.jws()) ? good : Signature.WRONG;
    }

    /** The key, where it is the one whose thumbprint (RFC 7638) is the kid; null otherwise. */
    private static @Nullable VerificationKey named(String kid, String json) {
        try {
            JWK jwk = JWK.parse(json);
            return jwk.computeThumbprint().toString().equals(kid) ? VerificationKey.of(jwk, null) : null;
        } catch (ParseException | JOSEException | IllegalArgumentException none) {
            return null;
        }
    }
}
