package dev.gatehouse.testing;

import dev.gatehouse.kernel.Sha256;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Somebody with an address who forgets their password, at a server that mails. */
public final class Recovering {
    public static final String NEXT = "three green herons";

    private Recovering() {}

    /** A new account with an address that nobody has verified; answers its id. */
    public static String signUp(TestServer server, String address) {
        return Objects.requireNonNull(server.api()
                .post("/auth/signup", Map.of("email", address, "password", TestServer.PASSWORD))
                .expect(201)
                .text("id"));
    }

    /** An address that no other test has. */
    public static String address() {
        return TestServer.freshName("ada") + "@example.com";
    }

    /** Lets an account's address count as verified. */
    public static void verify(TestServer server, String account) {
        server.database().write(tx -> tx.update("UPDATE accounts SET email_verified = TRUE WHERE id = ?", account));
    }

    /** Gives an account an authenticator app that nobody has: a second factor is asked for from now on. */
    public static void addAuthenticator(TestServer server, String account) {
        Instant now = server.clock().instant();
        server.database().write(tx -> tx.update("""
                        INSERT INTO authenticators (id, account_id, name, secret, created_at, confirmed_at)
                        VALUES (?, ?, 'app', 'sealed', ?, ?)""", UUID.randomUUID(), account, now, now));
    }

    /** Gives an account a passkey that nobody has. */
    public static void addPasskey(TestServer server, String account) {
        UUID id = UUID.randomUUID();
        server.database()
                .write(tx -> tx.update(
                        """
                        INSERT INTO passkeys (id, account_id, credential_id, public_key, sign_count, aaguid, transports,
                            attestation, user_verified, backup_eligible, backed_up, name, created_at)
                        VALUES (?, ?, ?, ?, 0, ?, '', 'none', TRUE, FALSE, FALSE, 'key', ?)""",
                        id,
                        account,
                        Sha256.of(id.toString()),
                        Sha256.of(account),
                        UUID.randomUUID(),
                        server.clock().instant()));
    }

    public static Reply forget(Api api, String address) {
        return api.post("/auth/forgot-password", Map.of("email", address));
    }

    /** Asks for a letter by the route of this name under {@code /auth}, which comes after all that are on their way. */
    public static Reply ask(TestServer server, String route, String address) {
        server.settle();
        return server.api().post("/auth/" + route, Map.of("email", address)).expect(202);
    }

    /** Asks for a letter and takes the secret out of its link. */
    public static String token(TestServer server, String address) {
        ask(server, "forgot-password", address);
        return token(server.letterTo(address));
    }

    /** The same for a link that signs in. */
    public static String magicToken(TestServer server, String address) {
        ask(server, "magic-link", address);
        return token(server.letterTo(address));
    }

    /** Asks for a code; answers the token that goes with it. */
    public static String codeToken(TestServer server, String address) {
        return Objects.requireNonNull(ask(server, "email-code", address).text("code_token"));
    }

    /** The secret of a letter's link. */
    public static String token(Mail letter) {
        String link = letter.link();
        return link.substring(link.indexOf("token=") + "token=".length());
    }

    public static Reply reset(Api api, String token, String password) {
        return api.post("/auth/reset-password", Map.of("token", token, "new_password", password));
    }

    public static Reply login(Api api, String address, String password) {
        return api.post("/auth/login", Map.of("email", address, "password", password));
    }
}
