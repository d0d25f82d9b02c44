package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.codeToken;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Row A24, at codes by mail: a wrong one does the same to the database, in one transaction, whether or not there is an
 * account, and so takes the same.
 */
class A24MailedCodesTest {
    private static final List<String> TABLES = List.of(
            "accounts", "attempts", "backoffs", "audit_events", "sessions", "mailed_codes", "outbox", "one_time_links");

    @OnEveryDatabase
    void aWrongCodeLeavesTheSameTraces(TestDatabase on) {
        try (TestServer server = mailing(on, "attempts.free=3")) {
            String known = address();
            verify(server, signUp(server, known));
            String disabled = address();
            String id = signUp(server, disabled);
            server.admin()
                    .api()
                    .patch("/users/" + id, Map.of("status", "disabled"))
                    .expect(200);
            List<String> unknown = traces(server, address());
            assertThat(unknown).anyMatch(trace -> trace.startsWith("429"));
            assertThat(traces(server, known)).isEqualTo(unknown);
            assertThat(traces(server, disabled)).isEqualTo(unknown);
        }
    }

    /** What counts the try and what tells of it are one: where the trail cannot be written nothing has happened. */
    @OnEveryDatabase
    void aTryIsOneTransaction(TestDatabase on) {
        try (TestServer server = mailing(on)) {
            String address = address();
            verify(server, signUp(server, address));
            String ticket = codeToken(server, address);
            String code = server.letterTo(address).code();
            refuseTrail(server, on);
            for (int tried = 0; tried < 5; tried++) {
                enter(server, ticket, wrong(code)).expect(500);
            }
            allowTrail(server, on);
            for (int tried = 0; tried < 4; tried++) {
                enter(server, ticket, wrong(code)).expectProblem(401, "invalid_code");
            }
            enter(server, ticket, code).expect(200);
            assertThat(codes(server)).isZero();
        }
    }

    /** A right code is used up whatever comes of it. */
    @OnEveryDatabase
    void aRightCodeOfAnAccountThatIsDisabledIsUsedUp(TestDatabase on) {
        try (TestServer server = mailing(on)) {
            String address = address();
            String id = signUp(server, address);
            verify(server, id);
            String ticket = codeToken(server, address);
            String code = server.letterTo(address).code();
            status(server, id, "disabled");
            enter(server, ticket, code).expectProblem(401, "invalid_code");
            assertThat(codes(server)).isZero();
            status(server, id, "active");
            enter(server, ticket, code).expectProblem(401, "invalid_code");
        }
    }

    private static TestServer mailing(TestDatabase on, String... more) {
        List<String> settings = new ArrayList<>(List.of("signup.verify_email=off", "signin.email_code=true"));
        settings.addAll(List.of(more));
        return TestServer.mailing(on, settings.toArray(String[]::new));
    }

    private static List<String> traces(TestServer server, String address) {
        String ticket = codeToken(server, address);
        server.settle();
        List<String> traces = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Map<String, Long> before = rows(server);
            Reply reply = enter(server, ticket, "not the code");
            Map<String, Long> changes = rows(server);
            changes.replaceAll((table, count) -> count - before.getOrDefault(table, 0L));
            traces.add(reply.status() + " " + reply.body() + " " + changes);
        }
        return traces;
    }

    private static Map<String, Long> rows(TestServer server) {
        Map<String, Long> rows = new TreeMap<>();
        for (String table : TABLES) {
            rows.put(
                    table,
                    server.database()
                            .read(sql -> sql.one("SELECT count(*) AS held FROM " + table, row -> row.number("held")))
                            .orElseThrow());
        }
        return rows;
    }

    private static long codes(TestServer server) {
        return rows(server).getOrDefault("mailed_codes", 0L);
    }

    private static void status(TestServer server, String id, String status) {
        server.database().write(tx -> tx.update("UPDATE accounts SET status = ? WHERE id = ?", status, id));
    }

    private static void refuseTrail(TestServer server, TestDatabase on) {
        if (on.isPostgres()) {
            server.database().write(tx -> tx.update("""
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$"""));
        }
        server.database()
                .write(
                        tx -> tx.update(
                                on.isPostgres()
                                        ? "CREATE TRIGGER refused BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse()"
                                        : "CREATE TRIGGER refused BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'refused'); END"));
    }

    private static void allowTrail(TestServer server, TestDatabase on) {
        server.database()
                .write(tx ->
                        tx.update(on.isPostgres() ? "DROP TRIGGER refused ON audit_events" : "DROP TRIGGER refused"));
    }

    private static String wrong(String code) {
        return code.startsWith("0") ? "1" + code.substring(1) : "0" + code.substring(1);
    }

    private static Reply enter(TestServer server, String ticket, String code) {
        return server.api().post("/auth/email-code/sign-in", Map.of("code_token", ticket, "code", code));
    }
}
