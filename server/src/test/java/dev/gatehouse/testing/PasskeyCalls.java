package dev.gatehouse.testing;

import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** What a front end does with passkeys through the API. */
public final class PasskeyCalls {
    private PasskeyCalls() {}

    /** What a browser is to make for somebody who is signed in. */
    public static JsonNode creation(Tokens who) {
        return who.api().post("/auth/passkeys/register/options").expect(200).json();
    }

    /** Adds a passkey for somebody who is signed in; whatever comes of it. */
    public static Reply tryAdding(Tokens who, Authenticator authenticator) {
        return who.api().post("/auth/passkeys", Map.of("credential", authenticator.make(creation(who))));
    }

    /** Adds a passkey; answers its id. */
    public static String add(Tokens who, Authenticator authenticator) {
        return Objects.requireNonNull(tryAdding(who, authenticator).expect(201).text("id"));
    }

    /** What a browser is to sign for somebody of whom nothing is known. */
    public static JsonNode request(TestServer server) {
        return server.api().post("/auth/passkeys/options").expect(200).json();
    }

    /** Signs in with a passkey alone; whatever comes of it. */
    public static Reply signIn(TestServer server, Authenticator authenticator) {
        return send(server, authenticator.sign(request(server)));
    }

    /** Sends what an authenticator has signed. */
    public static Reply send(TestServer server, Map<String, Object> credential) {
        return server.api().post("/auth/passkeys/sign-in", Map.of("credential", credential));
    }
}
