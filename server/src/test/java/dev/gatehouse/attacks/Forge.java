package dev.gatehouse.attacks;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes tokens that nobody should be able to make, from one that was honestly issued and the server's own key. */
final class Forge {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** Signs the first two parts of a token. */
    interface Pen {
        byte[] sign(byte[] text) throws Exception;
    }

    private final ECKey key;

    private Forge(ECKey key) {
        this.key = key;
    }

    /** With the key that signs now. */
    static Forge of(TestServer server) {
        String jwk = server.database()
                .read(sql -> sql.list("SELECT jwk FROM signing_keys WHERE retired_at IS NULL", row -> row.text("jwk")))
                .getFirst();
        try {
            return new Forge(ECKey.parse(jwk));
        } catch (java.text.ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    ECKey key() {
        return key;
    }

    /** The header that the server itself writes. */
    Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "ES256");
        header.put("typ", "at+jwt");
        header.put("kid", key.getKeyID());
        return header;
    }

    /** The same with one member more or another. */
    Map<String, Object> header(String name, @Nullable Object value) {
        Map<String, Object> header = header();
        if (value == null) {
            header.remove(name);
        } else {
            header.put(name, value);
        }
        return header;
    }

    /** Signed with the server's key. */
    String signed(Map<String, Object> header, Map<String, Object> claims) {
        return written(header, claims, pen(key));
    }

    static Pen pen(ECKey key) {
        return text -> {
            PrivateKey secret = key.toECPrivateKey();
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(secret);
            signature.update(text);
            return signature.sign();
        };
    }

    static Pen hmac(byte[] secret) {
        return text -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text);
        };
    }

    static String written(Map<String, Object> header, Map<String, Object> claims, Pen pen) {
        String text = BASE64.encodeToString(Json.bytes(header)) + "." + BASE64.encodeToString(Json.bytes(claims));
        try {
            return text + "." + BASE64.encodeToString(pen.sign(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a token says. */
    static Map<String, Object> claims(String token) {
        JsonNode read = Json.read(Base64URL.from(token.split("\\.")[1]).decode());
        Map<String, Object> claims = new LinkedHashMap<>();
        read.forEachEntry((name, value) -> claims.put(name, value));
        return claims;
    }

    /** What it says with one claim more, another, or less. */
    static Map<String, Object> claims(String token, String name, @Nullable Object value) {
        Map<String, Object> claims = claims(token);
        if (value == null) {
            claims.remove(name);
        } else {
            claims.put(name, value);
        }
        return claims;
    }
}
