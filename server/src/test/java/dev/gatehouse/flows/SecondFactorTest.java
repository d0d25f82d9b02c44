package dev.gatehouse.flows;

import static dev.gatehouse.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Second factors through the API: what is asked, what answers, and what does not. */
class SecondFactorTest {
    private static final Duration STEP = Duration.ofSeconds(30);

    @OnEveryServer
    void anAppIsAskedForOnceItIsConfirmedAndNotBefore(TestServer server) {
        Tokens ada = server.person();
        Reply begun = ada.api().post("/auth/mfa/totp", Map.of("name", "Phone")).expect(201);
        assertThat(Objects.requireNonNull(begun.text("secret")).replace(" ", ""))
                .matches("[A-Z2-7]{32}");
        assertThat(begun.text("uri"))
                .startsWith("otpauth://totp/Gatehouse:" + ada.name() + "?secret=")
                .contains("issuer=Gatehouse", "algorithm=SHA1", "digits=6", "period=30");
        assertThat(begun.text("qr_svg")).startsWith("<svg ").doesNotContain("<script");
        server.signIn(ada.name());
        AuthenticatorApp app = AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
        String confirm = "/auth/mfa/totp/" + begun.text("id") + "/confirm";
        ada.api().post(confirm, Map.of("code", app.wrongCode())).expectProblem(401, "invalid_code");
        server.signIn(ada.name());
        Reply confirmed = ada.api().post(confirm, Map.of("code", app.code())).expect(200);
        assertThat(confirmed.texts("recovery_codes"))
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}"));
        ada.api().post(confirm, Map.of("code", app.code())).expectProblem(401, "insufficient_user_authentication");

        Reply refused = login(server, ada).expectProblem(401, "mfa_required");
        assertThat(refused.texts("methods")).containsExactly("totp", "recovery_code");
        answer(server, refused, app.code()).expectProblem(401, "invalid_code");
        server.clock().advance(STEP);
        Reply in = answer(server, refused, app.code()).expect(200);
        Map<String, Object> claims = claims(Objects.requireNonNull(in.text("access_token")));
        assertThat(claims).containsEntry("acr", "urn:gatehouse:acr:2");
        assertThat(claims.get("amr")).isEqualTo(List.of("pwd", "otp", "mfa"));
        assertThat(in.text("user.id")).isEqualTo(ada.id());
    }

    @OnEveryServer
    void theCodeMayComeWithThePassword(TestServer server) {
        Tokens ada = server.person();
        AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
        server.api()
                .post("/auth/login", Map.of("username", ada.name(), "password", PASSWORD, "mfa_code", app.wrongCode()))
                .expectProblem(401, "invalid_code");
        server.api()
                .post(
                        "/auth/login",
                        Map.of("username", ada.name(), "password", "not it at all", "mfa_code", app.code()))
                .expectProblem(401, "invalid_credentials");
        server.api()
                .post("/auth/login", Map.of("username", ada.name(), "password", PASSWORD, "mfa_code", app.code()))
                .expect(200);
        server.clock().advance(STEP);
        Reply refused = form(server, "/token", ada, null).expect(401);
        assertThat(refused.text("error")).isEqualTo("mfa_required");
        assertThat(refused.text("mfa_token")).isNotBlank();
        assertThat(form(server, "/oauth2/token", ada, null).text("error")).isEqualTo("mfa_required");
        assertThat(form(server, "/oauth2/token", ada, app.wrongCode())
                        .expect(400)
                        .text("error"))
                .isEqualTo("invalid_grant");
        form(server, "/token", ada, app.code()).expect(200);
        server.clock().advance(STEP);
        form(server, "/oauth2/token", ada, app.code()).expect(200);
        server.api()
                .post("/auth/login", Map.of("username", "x", "password", PASSWORD, "mfa_code", 7))
                .expect(422);
        Tokens eve = server.person();
        server.api()
                .post("/auth/login", Map.of("username", eve.name(), "password", PASSWORD, "mfa_code", "123456"))
                .expect(200);
    }

    @OnEveryServer
    void clocksMayDifferByAStepAndNoCodeIsTakenTwice(TestServer server) {
        Tokens ada = server.person();
        AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
        server.clock().advance(STEP.multipliedBy(10));
        Reply refused = login(server, ada);
        answer(server, refused, app.code(-2)).expectProblem(401, "invalid_code");
        answer(server, refused, app.code(2)).expectProblem(401, "invalid_code");
        answer(server, refused, app.code(-1)).expect(200);
        answer(server, login(server, ada), app.code(-1)).expectProblem(401, "invalid_code");
        answer(server, login(server, ada), app.code(1)).expect(200);
        answer(server, login(server, ada), app.code(0)).expectProblem(401, "invalid_code");
        server.clock().advance(STEP.multipliedBy(2));
        String typed = app.code().substring(0, 3) + " " + app.code().substring(3);
        answer(server, login(server, ada), typed).expect(200);
        server.clock().advance(STEP);
        StringBuilder arabic = new StringBuilder();
        app.code().chars().forEach(digit -> arabic.append((char) (digit - '0' + '٠')));
        answer(server, login(server, ada), arabic.toString()).expect(200);
    }

    @OnEveryDatabase
    void withoutDriftACodeIsGoodForItsOwnThirtySeconds(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.totp_drift=0")) {
            Tokens ada = server.person();
            AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
            // To the beginning of a step, so that what is shown there is good for 30 seconds to come.
            long into = server.clock().millis() % STEP.toMillis();
            server.clock().advance(STEP.multipliedBy(2).minusMillis(into));
            String code = app.code();
            answer(server, login(server, ada), app.code(-1)).expectProblem(401, "invalid_code");
            answer(server, login(server, ada), app.code(1)).expectProblem(401, "invalid_code");
            server.clock().advance(STEP);
            answer(server, login(server, ada), code).expectProblem(401, "invalid_code");
            String next = app.code();
            server.clock().advance(STEP.minusMillis(1));
            answer(server, login(server, ada), next).expect(200);
        }
    }

    @OnEveryServer
    void aRecoveryCodeWorksOnceHoweverItIsTyped(TestServer server) {
        Tokens ada = server.person();
        AuthenticatorApp.Added added = AuthenticatorApp.add(server, ada, "Phone");
        String code = added.recoveryCodes().getFirst();
        Reply refused = login(server, ada);
        Reply in = answer(
                        server,
                        refused,
                        code.toUpperCase().replace('-', ' ').replace('0', 'O').replace('1', 'I'))
                .expect(200);
        assertThat(in.at("recovery_codes_left").asInt()).isEqualTo(9);
        answer(server, login(server, ada), code).expectProblem(401, "invalid_code");
        Tokens other = server.person();
        AuthenticatorApp.add(server, other, "Phone");
        answer(server, login(server, other), added.recoveryCodes().get(1)).expectProblem(401, "invalid_code");

        Api fresh = server.tokens(ada.name(), in).api();
        assertThat(fresh.get("/auth/mfa").at("recovery_codes.left").asInt()).isEqualTo(9);
        List<String> renewed =
                fresh.post("/auth/mfa/recovery-codes").expect(200).texts("recovery_codes");
        assertThat(renewed).hasSize(10).doesNotContainAnyElementsOf(added.recoveryCodes());
        answer(server, login(server, ada), added.recoveryCodes().get(1)).expectProblem(401, "invalid_code");
        for (String one : renewed.subList(0, 7)) {
            answer(server, login(server, ada), one).expect(200);
        }
        Reply last = answer(server, login(server, ada), renewed.get(7)).expect(200);
        assertThat(last.at("recovery_codes_left").asInt()).isEqualTo(2);
        Reply overview = server.tokens(ada.name(), last).api().get("/auth/mfa");
        assertThat(overview.at("recovery_codes.few").asBoolean()).isTrue();
    }

    @OnEveryServer
    void whatWaitsForASecondFactorDoesSoOnceAndNotForLong(TestServer server) {
        Tokens ada = server.person();
        AuthenticatorApp.Added added = AuthenticatorApp.add(server, ada, "Phone");
        Reply refused = login(server, ada);
        answer(server, refused, added.app().code()).expect(200);
        answer(server, refused, added.recoveryCodes().getFirst()).expectProblem(410, "flow_expired");
        answer(server, login(server, ada), added.recoveryCodes().getFirst()).expect(200);

        Reply late = login(server, ada);
        server.clock().advance(Duration.ofMinutes(5));
        answer(server, late, added.app().code()).expectProblem(410, "flow_expired");
        server.api()
                .post("/auth/mfa", Map.of("mfa_token", "nonsense", "code", "123456"))
                .expectProblem(410, "flow_expired");
        server.api().post("/auth/mfa", Map.of("code", "123456")).expectInvalid("mfa_token");
        server.api()
                .post("/auth/mfa", Map.of("mfa_token", "x", "code", "1", "method", "passkey"))
                .expectInvalid("method");

        Reply before = login(server, ada);
        Tokens in = server.tokens(
                ada.name(),
                answer(server, login(server, ada), added.app().code()).expect(200));
        in.api()
                .post("/auth/change-password", Map.of("current_password", PASSWORD, "new_password", "nine red herons"))
                .expect(204);
        server.clock().advance(STEP);
        answer(server, before, added.app().code()).expectProblem(401, "invalid_credentials");
    }

    @OnEveryServer
    void appsAreNamedListedAndTakenAway(TestServer server) {
        Tokens ada = server.person();
        AuthenticatorApp.Added phone = AuthenticatorApp.add(server, ada, "Phone");
        Tokens in = second(server, ada, phone.app());
        AuthenticatorApp.Added tablet = AuthenticatorApp.add(server, in, "Tablet");
        assertThat(tablet.recoveryCodes()).isEmpty();
        in.api()
                .patch("/auth/mfa/totp/" + phone.id(), Map.of("name", "Old phone"))
                .expect(204);
        Reply overview = in.api().get("/auth/mfa").expect(200);
        assertThat(overview.at("totp").valueStream().map(app -> app.path("name").asString()))
                .containsExactly("Old phone", "Tablet");
        assertThat(overview.body()).doesNotContain("secret");
        second(server, ada, tablet.app());
        Tokens stranger = server.person();
        stranger.api().delete("/auth/mfa/totp/" + phone.id()).expectProblem(404, "not_found");
        stranger.api()
                .patch("/auth/mfa/totp/" + phone.id(), Map.of("name", "Mine"))
                .expectProblem(404, "not_found");
        stranger.api()
                .post(
                        "/auth/mfa/totp/" + phone.id() + "/confirm",
                        Map.of("code", phone.app().code()))
                .expectProblem(401, "invalid_code");
        in.api().delete("/auth/mfa/totp/" + phone.id()).expect(204);
        in.api().delete("/auth/mfa/totp/" + phone.id()).expectProblem(404, "not_found");
        server.clock().advance(STEP);
        answer(server, login(server, ada), phone.app().code()).expectProblem(401, "invalid_code");
        in.api().delete("/auth/mfa/totp/" + tablet.id()).expect(204);
        assertThat(in.api().get("/auth/mfa").at("recovery_codes.left").asInt()).isZero();
        login(server, ada).expect(200);
    }

    @OnEveryServer
    void changesWantAFreshSignInWithASecondFactorWhereThereIsOne(TestServer server) {
        Tokens ada = server.person();
        AuthenticatorApp.Added phone = AuthenticatorApp.add(server, ada, "Phone");
        for (Reply refused : List.of(
                ada.api().delete("/auth/mfa/totp/" + phone.id()),
                ada.api().post("/auth/mfa/totp", Map.of()),
                ada.api().post("/auth/mfa/recovery-codes"),
                ada.api().put("/auth/mfa/email", Map.of("enabled", false)))) {
            refused.expectProblem(401, "insufficient_user_authentication");
            assertThat(refused.header("www-authenticate")).contains("acr_values=\"urn:gatehouse:acr:2\"");
        }
        Tokens in = second(server, ada, phone.app());
        in.api().post("/auth/mfa/recovery-codes").expect(200);
        server.clock().advance(Duration.ofMinutes(6));
        in.api().post("/auth/mfa/recovery-codes").expectProblem(401, "insufficient_user_authentication");
        in.api().get("/auth/mfa").expect(200);
    }

    @OnEveryServer
    void anAppIsConfirmedInTheSessionThatBeganIt(TestServer server) {
        Tokens ada = server.person();
        Tokens stranger = server.signIn(ada.name());
        Reply begun = stranger.api().post("/auth/mfa/totp", Map.of()).expect(201);
        AuthenticatorApp kept = AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
        String confirm = "/auth/mfa/totp/" + begun.text("id") + "/confirm";
        ada.api().post(confirm, Map.of("code", kept.code())).expectProblem(401, "invalid_code");
        AuthenticatorApp.add(server, ada, "Phone");
        stranger.api().post(confirm, Map.of("code", kept.code())).expect(401);
    }

    /** Nothing is told of a code, and no series of wrong ones ends, for whoever may not add the app. */
    @OnEveryServer
    void whoMayNotAddAnAppTriesNoCode(TestServer server) {
        Tokens ada = server.person();
        Reply begun = ada.api().post("/auth/mfa/totp", Map.of()).expect(201);
        AuthenticatorApp app = AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
        String confirm = "/auth/mfa/totp/" + begun.text("id") + "/confirm";
        ada.api().post(confirm, Map.of("code", app.wrongCode())).expectProblem(401, "invalid_code");
        server.database()
                .write(transaction -> transaction.update(
                        "INSERT INTO authenticators (id, account_id, name, secret, created_at, confirmed_at)"
                                + " VALUES (?, ?, 'phone', 'sealed', 1, 1)",
                        UUID.randomUUID(),
                        UUID.fromString(ada.id())));
        long wrong = failures(server);
        for (String code : List.of(app.wrongCode(), app.code())) {
            ada.api().post(confirm, Map.of("code", code)).expectProblem(401, "insufficient_user_authentication");
            assertThat(failures(server)).isEqualTo(wrong);
        }
    }

    private static long failures(TestServer server) {
        return server.database()
                .read(sql -> sql.one("SELECT sum(failures) AS failures FROM backoffs", row -> row.number("failures")))
                .orElseThrow();
    }

    /** A session of one factor, such as in a remembered browser, changes no way into an account that has a second. */
    @OnEveryServer
    void waysInChangeInASessionOfTwoFactors(TestServer server) {
        Tokens ada = server.person();
        Reply begun = ada.api().post("/auth/mfa/totp", Map.of()).expect(201);
        AuthenticatorApp app = AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
        ada.api()
                .post("/auth/mfa/totp/" + begun.text("id") + "/confirm", Map.of("code", app.code()))
                .expect(200);
        server.clock().advance(STEP);
        Tokens in = second(server, ada, app);
        Reply unlinked = ada.api().delete("/auth/link/google");
        unlinked.expectProblem(401, "insufficient_user_authentication");
        assertThat(unlinked.header("www-authenticate")).contains("acr_values=\"urn:gatehouse:acr:2\"");
        in.api().delete("/auth/link/google").expectProblem(404, "not_found");
        server.database()
                .write(transaction ->
                        transaction.update("DELETE FROM passwords WHERE account_id = ?", UUID.fromString(ada.id())));
        Map<String, String> password = Map.of("new_password", "nine red herons");
        ada.api().post("/auth/change-password", password).expectProblem(401, "insufficient_user_authentication");
        in.api().post("/auth/change-password", password).expect(204);
    }

    @OnEveryServer
    void otherSessionsEndWithANewFactorUnlessTheyAreToStay(TestServer server) {
        Tokens ada = server.person();
        Tokens elsewhere = server.signIn(ada.name());
        Reply begun = ada.api().post("/auth/mfa/totp", Map.of()).expect(201);
        AuthenticatorApp app = AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
        ada.api()
                .post(
                        "/auth/mfa/totp/" + begun.text("id") + "/confirm",
                        Map.of("code", app.code(), "end_other_sessions", false))
                .expect(200);
        elsewhere.api().get("/users/me").expect(200);
        server.clock().advance(STEP);
        Tokens in = second(server, ada, app);
        AuthenticatorApp.add(server, in, "Another");
        in.api().get("/users/me").expect(200);
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
        elsewhere.api().get("/users/me").expectProblem(401, "invalid_token");
    }

    private static Tokens second(TestServer server, Tokens person, AuthenticatorApp app) {
        Reply reply = answer(server, login(server, person), app.code()).expect(200);
        server.clock().advance(STEP);
        return server.tokens(person.name(), reply);
    }

    private static Reply login(TestServer server, Tokens person) {
        return server.api().post("/auth/login", Map.of("username", person.name(), "password", PASSWORD));
    }

    private static Reply answer(TestServer server, Reply refused, String code) {
        String token = Objects.requireNonNull(refused.text("mfa_token"), refused::toString);
        return server.api().post("/auth/mfa", Map.of("mfa_token", token, "code", code));
    }

    private static Reply form(TestServer server, String path, Tokens person, @Nullable String code) {
        return code == null
                ? server.api().form(path, "grant_type", "password", "username", person.name(), "password", PASSWORD)
                : server.api()
                        .form(
                                path,
                                "grant_type",
                                "password",
                                "username",
                                person.name(),
                                "password",
                                PASSWORD,
                                "mfa_code",
                                code);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> claims(String token) {
        byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
        return dev.gatehouse.platform.json.Json.read(payload, Map.class);
    }
}
