package dev.gatehouse.testing;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app as somebody has it on their phone: RFC 6238 by nothing of the server's. */
public final class AuthenticatorApp {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final Duration STEP = Duration.ofSeconds(30);

    private final byte[] secret;
    private final InstantSource clock;

    private AuthenticatorApp(byte[] secret, InstantSource clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /** @param key in base 32, as it is typed */
    public static AuthenticatorApp of(String key, InstantSource clock) {
        String compact = key.replace(" ", "");
        byte[] bytes = new byte[compact.length() * 5 / 8];
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            int five = ALPHABET.indexOf(compact.charAt(bit / 5));
            if ((five >> (4 - bit % 5) & 1) == 1) {
                bytes[bit / 8] |= (byte) (1 << (7 - bit % 8));
            }
        }
        return new AuthenticatorApp(bytes, clock);
    }

    /** Adds an app to somebody's account; what came of it is in {@code recoveryCodes}. */
    public static Added add(TestServer server, Tokens person, String name) {
        Reply begun = person.api().post("/auth/mfa/totp", Map.of("name", name)).expect(201);
        String id = Objects.requireNonNull(begun.text("id"));
        AuthenticatorApp app = of(Objects.requireNonNull(begun.text("secret")), server.clock());
        Reply confirmed = person.api()
                .post("/auth/mfa/totp/" + id + "/confirm", Map.of("code", app.code()))
                .expect(200);
        server.clock().advance(STEP);
        return new Added(id, app, confirmed.texts("recovery_codes"));
    }

    /** What came of adding one. */
    public record Added(String id, AuthenticatorApp app, List<String> recoveryCodes) {}

    /** What it shows now. */
    public String code() {
        return code(0);
    }

    /** What it shows so many steps from now. */
    public String code(int steps) {
        long counter = clock.millis() / STEP.toMillis() + steps;
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(counter).array());
            int offset = hash[hash.length - 1] & 0xf;
            int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7fffffff;
            return String.format("%06d", number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A code that it shows at no time that could be meant. */
    public String wrongCode() {
        int guess = 0;
        while (true) {
            String code = String.format("%06d", guess++);
            if (IntStream.rangeClosed(-3, 3).noneMatch(step -> code(step).equals(code))) {
                return code;
            }
        }
    }
}
