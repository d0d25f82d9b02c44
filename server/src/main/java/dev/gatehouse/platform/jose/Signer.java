package dev.gatehouse.platform.jose;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs with one key: JWS in compact form (RFC 7515, section 7.1). Safe for any number of threads. Engines are kept
 * with their key loaded, and a faster provider is taken up as soon as it is there.
 */
public final class Signer {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    /** One computation; not safe for threads, so each call borrows one. */
    private interface Engine {
        byte[] sign(byte[] data) throws GeneralSecurityException;
    }

    private interface Engines {
        Engine make(@Nullable Provider provider) throws GeneralSecurityException;
    }

    /** The idle engines of one provider. */
    private record Pool(@Nullable Provider provider, Queue<Engine> idle) {}

    private final Algorithm algorithm;
    private final @Nullable String kid;
    private final CryptoProviders providers;
    private final Engines engines;
    private final Map<String, byte[]> headers = new ConcurrentHashMap<>();
    private volatile Pool pool;

    private Signer(Algorithm algorithm, @Nullable String kid, CryptoProviders providers, Engines engines) {
        this.algorithm = algorithm;
        this.kid = kid;
        this.providers = providers;
        this.engines = engines;
        this.pool = new Pool(null, new ConcurrentLinkedQueue<>());
    }

    /** Signs with a private key; the header names its {@code kid}. */
    public static Signer of(SigningJwk jwk, CryptoProviders providers) {
        Algorithm algorithm = jwk.algorithm();
        PrivateKey key = jwk.privateKey();
        return new Signer(algorithm, jwk.kid(), providers, provider -> {
            Signature signature = CryptoProviders.engine(algorithm, provider);
            signature.initSign(key);
            return data -> {
                signature.update(data);
                return signature.sign();
            };
        });
    }

    /**
     * Signs by HS256 with a shared secret; the header has no {@code kid}, as there is no second one to tell it from.
     *
     * @throws IllegalArgumentException where the secret has fewer than 32 bytes (RFC 7518, section 3.2)
     */
    public static Signer ofSecret(byte[] secret, CryptoProviders providers) {
        if (secret.length < Algorithm.SECRET_BYTES) {
            throw new IllegalArgumentException("An HS256 secret has at least 32 bytes");
        }
        SecretKeySpec key = new SecretKeySpec(secret, "HmacSHA256");
        return new Signer(Algorithm.HS256, null, providers, provider -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return data -> {
                mac.update(data);
                return mac.doFinal();
            };
        });
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    /** The {@code kid} in the header; null for a shared secret. */
    public @Nullable String kid() {
        return kid;
    }

    /**
     * A signed token.
     *
     * @param type the {@code typ} of the header (RFC 7515, section 4.1.9), such as {@code at+jwt}: one of few constants of
     *     the code, never input, as each is remembered
     * @param claims the payload as it is to be signed, mostly JSON in UTF-8
     */
    public String sign(String type, byte[] claims) {
        byte[] header = headers.computeIfAbsent(type, this::header);
        byte[] payload = BASE64URL.encode(claims);
        int signed = header.length + payload.length;
        byte[] input = new byte[signed];
        System.arraycopy(header, 0, input, 0, header.length);
        System.arraycopy(payload, 0, input, header.length, payload.length);
        byte[] signature = BASE64URL.encode(signature(input));
        byte[] token = new byte[signed + 1 + signature.length];
        System.arraycopy(input, 0, token, 0, signed);
        token[signed] = '.';
        System.arraycopy(signature, 0, token, signed + 1, signature.length);
        return new String(token, StandardCharsets.ISO_8859_1);
    }

    private byte[] signature(byte[] input) {
        Provider wanted = providers.provider(algorithm);
        Pool current = pool;
        if (current.provider != wanted) {
            current = new Pool(wanted, new ConcurrentLinkedQueue<>());
            pool = current;
        }
        try {
            Engine engine = current.idle.poll();
            if (engine == null) {
                engine = engines.make(wanted);
            }
            // An engine that has failed is not given back.
            byte[] signature = engine.sign(input);
            current.idle.offer(engine);
            return signature;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot sign with the " + algorithm.label() + " key " + kid, e);
        }
    }

    /** The encoded header with its dot. */
    private byte[] header(String type) {
        String json = kid == null
                ? "{\"alg\":\"" + algorithm.label() + "\",\"typ\":\"" + type + "\"}"
                : "{\"alg\":\"" + algorithm.label() + "\",\"typ\":\"" + type + "\",\"kid\":\"" + kid + "\"}";
        return (BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8)) + ".")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
