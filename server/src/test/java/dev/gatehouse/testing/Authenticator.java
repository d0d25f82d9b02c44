package dev.gatehouse.testing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An authenticator with one passkey, together with the browser in front of it, which does as told: what an honest one
 * never says can be set. Written from Web Authentication Level 3 and RFC 8949, and shares no code with the server.
 */
public final class Authenticator {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final int UP = 0x01;
    private static final int UV = 0x04;
    private static final int BE = 0x08;
    private static final int BS = 0x10;
    private static final int AT = 0x40;

    /** What it signs with, by COSE's number. */
    public enum Kind {
        ES256(-7, "SHA256withECDSA"),
        RS256(-257, "SHA256withRSA"),
        EDDSA(-8, "Ed25519");

        private final int number;
        private final String signature;

        Kind(int number, String signature) {
            this.number = number;
            this.signature = signature;
        }
    }

    private final Kind kind;
    private final KeyPair keys;
    private byte[] credentialId = new byte[32];
    private byte @Nullable [] userHandle;

    /** The next counter that it says; 0 where it has none. */
    public long counter;

    public boolean present = true;
    public boolean verifying = true;
    public boolean backupEligible;
    public boolean backedUp;
    public boolean crossOrigin;
    public String origin = TestServer.PUBLIC_URL;

    /** In place of what the options say; null for that. */
    public @Nullable String rpId;

    /** In place of {@code webauthn.create} and {@code webauthn.get}; null for those. */
    public @Nullable String type;

    /** In place of its key's own; null for that. */
    public @Nullable Integer algorithm;

    public Authenticator() {
        this(Kind.ES256);
    }

    public Authenticator(Kind kind) {
        this.kind = kind;
        new SecureRandom().nextBytes(credentialId);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(
                    switch (kind) {
                        case ES256 -> "EC";
                        case RS256 -> "RSA";
                        case EDDSA -> "Ed25519";
                    });
            if (kind == Kind.ES256) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else if (kind == Kind.RS256) {
                generator.initialize(2048);
            }
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Uses this id in place of a random one, such as another's. */
    public Authenticator called(byte[] id) {
        credentialId = id.clone();
        return this;
    }

    public byte[] credentialId() {
        return credentialId.clone();
    }

    /** The account that it keeps its passkey under, as it was told; null before. */
    public byte @Nullable [] userHandle() {
        return userHandle == null ? null : userHandle.clone();
    }

    /** Answers creation options, as {@code toJSON()} writes it. */
    public Map<String, Object> make(JsonNode options) {
        userHandle =
                Base64.getUrlDecoder().decode(options.path("user").path("id").stringValue());
        byte[] client = clientData(options, "webauthn.create");
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("clientDataJSON", ENCODER.encodeToString(client));
        response.put(
                "attestationObject",
                ENCODER.encodeToString(
                        attestationObject(options.path("rp").path("id").stringValue())));
        response.put("transports", List.of("internal", "hybrid"));
        Map<String, Object> credential = credential(response);
        credential.put("clientExtensionResults", Map.of("credProps", Map.of("rk", true)));
        return credential;
    }

    /** Answers request options. */
    public Map<String, Object> sign(JsonNode options) {
        byte[] client = clientData(options, "webauthn.get");
        byte[] data = authenticatorData(options.path("rpId").stringValue(), false);
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("clientDataJSON", ENCODER.encodeToString(client));
        response.put("authenticatorData", ENCODER.encodeToString(data));
        response.put("signature", ENCODER.encodeToString(signature(data, client)));
        if (userHandle != null) {
            response.put("userHandle", ENCODER.encodeToString(userHandle));
        }
        return credential(response);
    }

    /** Says that it keeps its passkey under this account. */
    public Authenticator of(byte @Nullable [] handle) {
        userHandle = handle == null ? null : handle.clone();
        return this;
    }

    private Map<String, Object> credential(Map<String, Object> response) {
        Map<String, Object> credential = new LinkedHashMap<>();
        credential.put("id", ENCODER.encodeToString(credentialId));
        credential.put("rawId", ENCODER.encodeToString(credentialId));
        credential.put("type", "public-key");
        credential.put("authenticatorAttachment", "platform");
        credential.put("clientExtensionResults", Map.of());
        credential.put("response", response);
        return credential;
    }

    private byte[] clientData(JsonNode options, String usual) {
        return ("{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":%s}"
                        .formatted(
                                Objects.requireNonNullElse(type, usual),
                                options.path("challenge").stringValue(),
                                origin,
                                crossOrigin))
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] attestationObject(String usual) {
        byte[] data = authenticatorData(usual, true);
        ByteArrayOutputStream cbor = new ByteArrayOutputStream();
        cbor.write(0xa3);
        text(cbor, "fmt");
        text(cbor, "none");
        text(cbor, "attStmt");
        cbor.write(0xa0);
        text(cbor, "authData");
        bytes(cbor, data);
        return cbor.toByteArray();
    }

    private byte[] authenticatorData(String usual, boolean making) {
        byte[] hash = sha256(Objects.requireNonNullElse(rpId, usual).getBytes(StandardCharsets.UTF_8));
        int flags = (present ? UP : 0)
                | (verifying ? UV : 0)
                | (backupEligible ? BE : 0)
                | (backedUp ? BS : 0)
                | (making ? AT : 0);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(hash);
        data.write(flags);
        data.writeBytes(ByteBuffer.allocate(4).putInt((int) counter).array());
        if (making) {
            data.writeBytes(new byte[16]);
            data.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) credentialId.length).array());
            data.writeBytes(credentialId);
            data.writeBytes(publicKey());
        }
        return data.toByteArray();
    }

    /** RFC 9053, sections 2.1, 2.2 and 7; RFC 8812, section 2. */
    private byte[] publicKey() {
        int number = Objects.requireNonNullElse(algorithm, kind.number);
        ByteArrayOutputStream cbor = new ByteArrayOutputStream();
        switch (kind) {
            case ES256 -> {
                ECPublicKey key = (ECPublicKey) keys.getPublic();
                cbor.write(0xa5);
                pair(cbor, 1, 2);
                pair(cbor, 3, number);
                pair(cbor, -1, 1);
                number(cbor, -2);
                bytes(cbor, unsigned(key.getW().getAffineX(), 32));
                number(cbor, -3);
                bytes(cbor, unsigned(key.getW().getAffineY(), 32));
            }
            case EDDSA -> {
                EdECPublicKey key = (EdECPublicKey) keys.getPublic();
                byte[] encoded = key.getEncoded();
                cbor.write(0xa4);
                pair(cbor, 1, 1);
                pair(cbor, 3, number);
                pair(cbor, -1, 6);
                number(cbor, -2);
                bytes(cbor, Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
            }
            case RS256 -> {
                RSAPublicKey key = (RSAPublicKey) keys.getPublic();
                cbor.write(0xa4);
                pair(cbor, 1, 3);
                pair(cbor, 3, number);
                number(cbor, -1);
                bytes(cbor, unsigned(key.getModulus(), 256));
                number(cbor, -2);
                bytes(cbor, unsigned(key.getPublicExponent(), 3));
            }
        }
        return cbor.toByteArray();
    }

    private byte[] signature(byte[] data, byte[] client) {
        try {
            Signature signature = Signature.getInstance(kind.signature);
            signature.initSign(keys.getPrivate());
            signature.update(data);
            signature.update(sha256(client));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[length];
        int from = Math.max(0, signed.length - length);
        int size = signed.length - from;
        System.arraycopy(signed, from, bytes, length - size, size);
        return bytes;
    }

    private static void pair(ByteArrayOutputStream cbor, int key, int value) {
        number(cbor, key);
        number(cbor, value);
    }

    private static void number(ByteArrayOutputStream cbor, int number) {
        head(cbor, number < 0 ? 0x20 : 0, number < 0 ? -1 - number : number);
    }

    private static void text(ByteArrayOutputStream cbor, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        head(cbor, 0x60, utf8.length);
        cbor.writeBytes(utf8);
    }

    private static void bytes(ByteArrayOutputStream cbor, byte[] bytes) {
        head(cbor, 0x40, bytes.length);
        cbor.writeBytes(bytes);
    }

    private static void head(ByteArrayOutputStream cbor, int major, int value) {
        if (value < 24) {
            cbor.write(major | value);
        } else if (value < 256) {
            cbor.write(major | 24);
            cbor.write(value);
        } else {
            cbor.write(major | 25);
            cbor.write(value >> 8);
            cbor.write(value & 0xff);
        }
    }
}
