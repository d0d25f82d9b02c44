package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.CommandInProcess.Ran;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.Await;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code audit verify|export|tail|head}, beside a running server. */
class AuditCommandsTest {
    private static final List<String> TEXTS = List.of(
            "id", "at", "action", "outcome", "actor", "subject", "session_id", "address", "user_agent", "request_id");

    /** Waits until everything that happened has its link. */
    private static void sealed(TestServer server) {
        Await.until(() -> !server.command("audit", "verify").out().contains("no link yet"));
    }

    @OnEveryDatabase
    void theChainHoldsBesideARunningServerAndAChangeIsFound(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            server.person();
            sealed(server);
            Ran good = server.command("audit", "verify");
            assertThat(good.exitCode()).as(good.out() + good.err()).isZero();
            assertThat(good.out()).contains("The chain holds: ").contains("No signed head");

            server.database()
                    .write(sql -> sql.update("UPDATE audit_events SET address = NULL WHERE action = 'session.opened'"));
            Ran bad = server.command("audit", "verify");
            assertThat(bad.exitCode()).isEqualTo(1);
            assertThat(bad.out()).containsPattern("does not hold at link \\d+: .*\\(changed\\)");
        }
    }

    @OnEveryDatabase
    void aHeadThatIsKeptElsewhereShowsACutOffEnd(TestDatabase on) throws IOException {
        try (TestServer server = TestServer.on(on)) {
            assertThat(server.command("audit", "head").exitCode()).isEqualTo(1);
            server.person();
            server.restart();
            sealed(server);
            Ran head = server.command("audit", "head");
            assertThat(head.exitCode()).as(head.err()).isZero();
            String jws = head.out().strip();
            String logLine = "2026-03-02 INFO audit head seq=5 " + jws + "\n";
            assertThat(server.commandWith(logLine, "audit", "verify", "--from-head", "-")
                            .exitCode())
                    .isZero();

            server.database().write(sql -> {
                sql.update("DELETE FROM audit_heads");
                sql.update("DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain WHERE seq > 2)");
                return sql.update("DELETE FROM audit_chain WHERE seq > 2");
            });
            assertThat(server.command("audit", "verify").exitCode()).isZero();
            Ran cut = server.commandWith(logLine, "audit", "verify", "--from-head", "-");
            assertThat(cut.exitCode()).isEqualTo(1);
            assertThat(cut.out()).contains("at link 3").contains("(missing)");
            assertThat(server.commandWith("nothing", "audit", "verify", "--from-head", "-")
                            .exitCode())
                    .isEqualTo(2);
        }
    }

    @OnEveryDatabase
    void anExportIsEnoughToComputeTheChainAgain(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on)) {
            server.person();
            server.clock().advance(Duration.ofDays(1));
            server.person();
            server.restart();
            sealed(server);
            Ran all = server.command("audit", "export");
            assertThat(all.exitCode()).as(all.err()).isZero();
            byte[] hash = new byte[32];
            long seq = 0;
            for (String line : all.out().lines().toList()) {
                JsonNode event = Json.read(line);
                hash = link(hash, event);
                assertThat(event.path("seq").longValue()).isEqualTo(++seq);
                assertThat(event.path("hash").stringValue())
                        .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
            }
            assertThat(seq).isGreaterThan(5);

            Ran later = server.command("audit", "export", "--since", "2026-03-03");
            assertThat(later.out().lines().count()).isPositive().isLessThan(seq);
            assertThat(later.out()).doesNotContain("\"at\":\"2026-03-02");
            Ran before = server.command("audit", "export", "--until", "2026-03-03");
            assertThat(before.out().lines().count() + later.out().lines().count())
                    .isEqualTo(seq);
            assertThat(server.command("audit", "export", "--since", "yesterday").exitCode())
                    .isEqualTo(2);
        }
    }

    @OnEveryDatabase
    void aSpreadsheetComputesNothingOfWhatAnAttackerSent(TestDatabase on) throws IOException {
        try (TestServer server = TestServer.on(on)) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            server.database().write(sql -> sql.update("UPDATE audit_events SET user_agent = '=cmd|\"/c calc\"!A1'"));
            sealedThough(server);
            Path file = Files.createTempFile("trail", ".csv");
            assertThat(server.command("audit", "export", "--format", "csv", "--out", file.toString())
                            .exitCode())
                    .isZero();
            assertThat(Files.readAllLines(file).getFirst()).isEqualTo(AuditLine.CSV_HEADER);
            assertThat(Files.readString(file)).contains("\"'=cmd|\"\"/c calc\"\"!A1\"");
            Files.delete(file);
        }
    }

    private static void sealedThough(TestServer server) {
        Await.until(() -> server.command("audit", "tail", "-n", "100").out().contains("account.created"));
    }

    @OnEveryDatabase
    void theTailFollowsWhatHappens(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on)) {
            String first = TestServer.freshName("first");
            String id = server.signUp(first);
            sealed(server);
            assertThat(server.command("audit", "tail", "--account", first).out())
                    .containsPattern("account.created +success .*subject=" + id);
            assertThat(server.command("audit", "tail", "--action", "key.*").out())
                    .isEmpty();
            assertThat(server.command("audit", "tail", "-n", "1", "--json")
                            .out()
                            .lines())
                    .hasSize(1)
                    .allMatch(line -> Json.read(line).path("seq").isIntegralNumber());

            server.person();
            sealed(server);
            StringWriter out = new StringWriter();
            Thread tail = Thread.ofVirtual()
                    .start(() -> server.following(out, "audit", "tail", "-f", "--action", "session.*", "-n", "1"));
            Await.until(() -> out.toString().contains("session.opened"));
            Tokens later = server.person();
            Await.until(() -> out.toString().contains(later.id()));
            tail.interrupt();
            tail.join();
        }
    }

    @OnEveryDatabase
    void aNumberOfLinesThatIsNoneIsRefused(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            for (String lines : List.of("-1", "100001", "2147483647", "99999999999", "many", "")) {
                Ran refused = server.command("audit", "tail", "-n", lines);
                assertThat(refused.exitCode()).as(lines).isEqualTo(2);
                assertThat(refused.err()).contains("--lines").doesNotContain("Exception");
            }
            assertThat(server.command("audit", "tail", "-n", "0").exitCode()).isZero();
            assertThat(server.command("audit", "tail", "-n", "100000").exitCode())
                    .isZero();
        }
    }

    /** The thief does not have the keys, and waits until a server has linked and signed what they slipped in. */
    @OnEveryDatabase
    void aTrailThatIsCutOffInTheNameOfRetentionDoesNotHold(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            server.person();
            server.restart();
            sealed(server);
            String head = server.command("audit", "head").out().strip();
            String seq = server.database()
                    .read(sql -> sql.one("SELECT max(seq) AS seq FROM audit_heads", row -> row.number("seq")))
                    .orElseThrow()
                    .toString();
            server.database().write(sql -> {
                sql.update("DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain WHERE seq <= " + seq
                        + ")");
                sql.update("DELETE FROM audit_chain WHERE seq <= " + seq);
                sql.update("UPDATE audit_heads SET pruned_at = at WHERE seq = " + seq);
                return sql.update(
                        "UPDATE audit_events SET action = 'audit.pruned', actor = 'server', detail = ?"
                                + " WHERE id = (SELECT max(id) FROM audit_events)",
                        "{\"through\":\"" + seq + "\"}");
            });
            server.restart();
            Ran cut = server.command("audit", "verify");
            assertThat(cut.exitCode()).as(cut.out()).isEqualTo(1);
            assertThat(cut.out()).contains("at link " + seq).contains("(unrecorded_removal)");
            assertThat(server.commandWith(head, "audit", "verify", "--from-head", "-")
                            .exitCode())
                    .isEqualTo(1);
        }
    }

    @OnEveryDatabase
    void whatACommandDoesIsLinkedByTheCommandItself(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = server.person();
            server.command("user", "disable", ada.name());
            assertThat(server.command("audit", "tail").out()).contains("actor=command-line");
        }
    }

    /** From docs/audit.md. */
    private static byte[] link(byte[] previous, JsonNode event) throws NoSuchAlgorithmException {
        List<@Nullable String> texts = new ArrayList<>(List.of("gatehouse-audit-event-1"));
        for (String name : TEXTS) {
            JsonNode value = event.path(name);
            texts.add(value.isNull() ? null : value.stringValue());
        }
        for (Map.Entry<String, JsonNode> member : event.path("detail").properties()) {
            texts.add(member.getKey());
            texts.add(member.getValue().stringValue());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(previous);
        for (String text : texts) {
            byte[] utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(ByteBuffer.allocate(4)
                    .putInt(text == null ? -1 : utf8.length)
                    .array());
            bytes.writeBytes(utf8);
        }
        return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    }
}
