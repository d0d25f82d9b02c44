package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Recovering.NEXT;
import static dev.gatehouse.testing.Recovering.addAuthenticator;
import static dev.gatehouse.testing.Recovering.addPasskey;
import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.codeToken;
import static dev.gatehouse.testing.Recovering.login;
import static dev.gatehouse.testing.Recovering.magicToken;
import static dev.gatehouse.testing.Recovering.reset;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.token;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Row A30: nothing of what a stranger put into an account with somebody's address stays when its owner comes by mail. */
@OnEveryServer.With(
        value = {"signup.verify_email=off", "signin.magic_link=true", "signin.email_code=true"},
        mail = true)
class A30MailedProofsTest {
    private static final List<String> WAYS_IN = List.of(
            "identities",
            "pending_links",
            "passkeys",
            "authenticators",
            "recovery_codes",
            "factor_choices",
            "remembered_devices",
            "one_time_links",
            "mailed_codes");

    @OnEveryServer
    void bySettingANewPassword(TestServer server) {
        reclaimed(server, (address, id) -> {
            reset(server.api(), token(server, address), NEXT).expect(204);
            return login(server.api(), address, NEXT);
        });
    }

    @OnEveryServer
    void byAMailedLink(TestServer server) {
        reclaimed(server, (address, id) -> {
            String token = magicToken(server, address);
            return server.api().post("/auth/magic-link/sign-in", Map.of("token", token));
        });
    }

    @OnEveryServer
    void byAMailedCode(TestServer server) {
        reclaimed(server, (address, id) -> {
            String ticket = codeToken(server, address);
            return server.api()
                    .post(
                            "/auth/email-code/sign-in",
                            Map.of(
                                    "code_token",
                                    ticket,
                                    "code",
                                    server.letterTo(address).code()));
        });
    }

    /** Whoever has verified the address keeps their factors, and is asked for them. */
    @OnEveryServer
    void aVerifiedAccountKeepsItsFactors(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        verify(server, id);
        fill(server, id);
        reset(server.api(), token(server, address), NEXT).expect(204);
        for (String kept : List.of("identities", "passkeys", "authenticators", "recovery_codes")) {
            assertThat(count(server, kept, id)).as(kept).isEqualTo(1);
        }
        login(server.api(), address, NEXT).expectProblem(401, "mfa_required");
    }

    /** Somebody knew whom they gave more than a sign-up does: a mailbox alone gets past no second factor of theirs. */
    @OnEveryServer
    void anAccountWithARoleThatWasGivenKeepsItsFactors(TestServer server) {
        for (String role : List.of("moderator", "admin")) {
            kept(server, role, address -> {
                reset(server.api(), token(server, address), NEXT).expect(204);
                return login(server.api(), address, NEXT);
            });
            kept(server, role, address -> {
                String token = magicToken(server, address);
                return server.api().post("/auth/magic-link/sign-in", Map.of("token", token));
            });
            kept(server, role, address -> {
                Map<String, String> typed = Map.of(
                        "code_token",
                        codeToken(server, address),
                        "code",
                        server.letterTo(address).code());
                return server.api().post("/auth/email-code/sign-in", typed);
            });
        }
    }

    private static void kept(TestServer server, String role, Function<String, Reply> comes) {
        String address = address();
        String id = signUp(server, address);
        server.admin()
                .api()
                .patch("/users/" + id, Map.of("roles", List.of("user", role)))
                .expect(200);
        fill(server, id);
        comes.apply(address).expectProblem(401, "mfa_required");
        for (String table : List.of("identities", "passkeys", "authenticators", "recovery_codes", "factor_choices")) {
            assertThat(count(server, table, id)).as(table).isEqualTo(1);
        }
    }

    private static void reclaimed(TestServer server, BiFunction<String, String, Reply> comes) {
        String address = address();
        String id = signUp(server, address);
        Tokens stranger = server.tokens(
                address, login(server.api(), address, TestServer.PASSWORD).expect(200));
        fill(server, id);
        WAYS_IN.forEach(table -> assertThat(count(server, table, id)).as(table).isPositive());

        Tokens owner = server.tokens(address, comes.apply(address, id).expect(200));

        assertThat(owner.id()).isEqualTo(id);
        assertThat(owner.api().get("/users/me").at("email_verified").asBoolean())
                .isTrue();
        WAYS_IN.forEach(table -> assertThat(count(server, table, id)).as(table).isZero());
        stranger.api().get("/users/me").expectProblem(401, "invalid_token");
        server.api()
                .post("/auth/refresh", Map.of("refresh_token", stranger.refresh()))
                .expectProblem(401, "invalid_refresh_token");
        login(server.api(), address, TestServer.PASSWORD).expectProblem(401, "invalid_credentials");
    }

    /** One of everything that leads into an account, as a stranger would leave it. */
    private static void fill(TestServer server, String id) {
        Instant now = server.clock().instant();
        Instant later = now.plusSeconds(86_400);
        byte[] hash = Sha256.of(id);
        addAuthenticator(server, id);
        addPasskey(server, id);
        server.database().write(tx -> {
            tx.update("INSERT INTO recovery_codes (hash, account_id, created_at) VALUES (?, ?, ?)", hash, id, now);
            tx.update("INSERT INTO factor_choices (account_id, passkeys) VALUES (?, TRUE)", id);
            tx.update(
                    "INSERT INTO remembered_devices (hash, account_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
                    hash,
                    id,
                    now,
                    later);
            tx.update("""
                    INSERT INTO one_time_links (hash, purpose, account_id, created_at, expires_at)
                    VALUES (?, 'change_email', ?, ?, ?)""", hash, id, now, later);
            tx.update("""
                    INSERT INTO mailed_codes (id, purpose, account_id, hash, bound, created_at, expires_at)
                    VALUES (?, 'second_factor', ?, ?, ?, ?, ?)""", UUID.randomUUID(), id, hash, hash, now, later);
            tx.update("""
                    INSERT INTO identities (id, account_id, provider, issuer, subject, email_verified, roles, linked_at)
                    VALUES (?, ?, 'google', 'https://idp.example', ?, FALSE, '', ?)""", UUID.randomUUID(), id, id, now);
            return tx.update("""
                    INSERT INTO pending_links (hash, account_id, browser, provider, sealed, created_at, expires_at)
                    VALUES (?, ?, ?, 'github', 'sealed', ?, ?)""", hash, id, hash, now, later);
        });
    }

    private static long count(TestServer server, String table, String account) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM " + table + " WHERE account_id = ?",
                        row -> row.number("n"),
                        account))
                .orElseThrow();
    }
}
