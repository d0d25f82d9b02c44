package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.domain.audit.AuditChain;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.Head;
import dev.gatehouse.domain.audit.Verdict;
import dev.gatehouse.domain.audit.Verdict.Kind;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.CryptoProviders;
import dev.gatehouse.platform.jose.Signer;
import dev.gatehouse.platform.jose.SigningJwk;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestClock;
import dev.gatehouse.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whoever can write to the database changes the trail in every way there is, and each is found and named. */
class AuditTamperingContractTest {
    private final TestClock clock = new TestClock();

    @OnEveryDatabase
    void aChangedEventIsFoundWhateverWasChanged(TestDatabase on) {
        List<String> changes = List.of(
                "at = at + 1",
                "action = 'other'",
                "outcome = 'failure'",
                "actor = NULL",
                "actor = ''",
                "subject = 'somebody'",
                "session_id = 's'",
                "address = '198.51.100.1'",
                "user_agent = NULL",
                "request_id = 'r2'",
                "detail = '{}'",
                "detail = '{\"method\": \"pässword\"}'",
                "detail = '{\"method\":\"pässword\",\"more\":\"1\"}'",
                "detail = 'none'");
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(5);
        String third = node.eventAt(3);
        for (String change : changes) {
            node.tamper("CREATE TABLE kept AS SELECT * FROM audit_events WHERE id = ?".replace("?", "'" + third + "'"));
            node.tamper("UPDATE audit_events SET " + change + " WHERE id = ?", third);
            finds(node.verify(), Kind.CHANGED, 3);
            node.tamper("DELETE FROM audit_events WHERE id = ?", third);
            node.tamper("INSERT INTO audit_events SELECT * FROM kept");
            node.tamper("DROP TABLE kept");
            assertThat(node.verify().fault()).as(change).isNull();
        }
    }

    @OnEveryDatabase
    void anEventThatIsTakenAwayIsFound(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(5);
        String third = node.eventAt(3);
        node.tamper("DELETE FROM audit_events WHERE id = ?", third);
        finds(node.verify(), Kind.MISSING, 3);

        node.tamper("DELETE FROM audit_chain WHERE seq = 3");
        finds(node.verify(), Kind.MISSING, 3);

        node.tamper("UPDATE audit_chain SET seq = 3 WHERE seq = 4");
        node.tamper("UPDATE audit_chain SET seq = 4 WHERE seq = 5");
        finds(node.verify(), Kind.CHANGED, 3);
    }

    @OnEveryDatabase
    void anEndThatIsCutOffIsFoundByAHeadThatIsKeptElsewhere(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(5);
        Head elsewhere = node.sign();
        String last = node.eventAt(5);
        node.tamper("DELETE FROM audit_chain WHERE seq = 5");
        node.tamper("DELETE FROM audit_events WHERE id = ?", last);
        finds(node.verify(), Kind.MISSING, 5);

        node.tamper("DELETE FROM audit_heads");
        assertThat(node.verify().fault()).as("nothing inside shows it").isNull();
        finds(node.verify(elsewhere), Kind.MISSING, 5);
        node.linked(1);
        finds(node.verify(elsewhere), Kind.HEAD_DIFFERS, 5);
    }

    @OnEveryDatabase
    void anEventThatIsSlippedInIsFound(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(3);
        clock.advance(Duration.ofDays(3));
        node.linked(3);
        String forged = node.eventAt(1).substring(0, 24) + "000000000000";
        copy(node, node.eventAt(1), forged);
        node.chain.seal();
        finds(node.verify(), Kind.UNLINKED, 0);

        node.tamper("UPDATE audit_chain SET seq = seq + 100 WHERE seq > 3");
        node.tamper("UPDATE audit_chain SET seq = seq - 99 WHERE seq > 3");
        node.tamper("INSERT INTO audit_chain (seq, event_id, hash) VALUES (4, ?, ?)", forged, new byte[32]);
        finds(node.verify(), Kind.OUT_OF_PLACE, 4);
    }

    @OnEveryDatabase
    void anotherOrderIsFound(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(5);
        String second = node.eventAt(2);
        String third = node.eventAt(3);
        node.tamper("UPDATE audit_chain SET event_id = ? WHERE seq = 2", new UUID(0, 0));
        node.tamper("UPDATE audit_chain SET event_id = ? WHERE seq = 3", second);
        node.tamper("UPDATE audit_chain SET event_id = ? WHERE seq = 2", third);
        finds(node.verify(), Kind.OUT_OF_PLACE, 2);

        node.tamper("UPDATE audit_chain SET seq = 100 WHERE seq = 2");
        node.tamper("UPDATE audit_chain SET seq = 2 WHERE seq = 3");
        node.tamper("UPDATE audit_chain SET seq = 3 WHERE seq = 100");
        finds(node.verify(), Kind.OUT_OF_PLACE, 2);
    }

    @OnEveryDatabase
    void aChainThatIsComputedAnewIsFoundByItsHeads(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(5);
        Head elsewhere = node.sign();
        node.tamper("UPDATE audit_events SET actor = 'somebody else' WHERE id = ?", node.eventAt(2));
        computeAnew(node);
        finds(node.verify(), Kind.HEAD_DIFFERS, 5);

        node.tamper("DELETE FROM audit_heads");
        assertThat(node.verify().fault())
                .as("the forger's form is the documented one")
                .isNull();
        finds(node.verify(elsewhere), Kind.HEAD_DIFFERS, 5);
    }

    @OnEveryDatabase
    void aHeadThatSomebodyElseSignedIsFound(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(3);
        Head genuine = node.sign();
        SigningJwk forged = SigningJwk.generate(Algorithm.ES256, 2048);
        Signer signer = Signer.of(forged, CryptoProviders.jdk());
        String payload =
                new String(Base64URL.from(genuine.jws().split("\\.")[1]).decode(), StandardCharsets.UTF_8);
        String jws = signer.sign(Head.TYPE, payload.getBytes(StandardCharsets.UTF_8));

        node.tamper("UPDATE audit_heads SET jws = ?", jws);
        finds(node.verify(), Kind.WRONG_SIGNATURE, 3);
        String anotherKeysName = jws.replace(jws.split("\\.")[0], genuine.jws().split("\\.")[0]);
        node.tamper("UPDATE audit_heads SET jws = ?", anotherKeysName);
        finds(node.verify(), Kind.WRONG_SIGNATURE, 3);
        node.tamper("UPDATE audit_heads SET jws = 'none'");
        finds(node.verify(), Kind.WRONG_SIGNATURE, 3);

        node.tamper(
                "UPDATE audit_heads SET jws = ?, jwk = ?",
                jws,
                forged.publicJwk().toJSONString());
        assertThat(node.verify().notes()).anyMatch(note -> note.contains(forged.kid()));
        node.linked(1);
        node.sign();
        assertThat(node.verify().fault()).isNull();
        node.tamper("UPDATE audit_heads SET jws = ?, jwk = NULL WHERE seq = 3", genuine.jws());
        node.tamper(
                "UPDATE audit_heads SET jws = ?, jwk = ? WHERE seq = 4",
                signer.sign(Head.TYPE, payload(node, 4)),
                forged.publicJwk().toJSONString());
        finds(node.verify(), Kind.WRONG_SIGNATURE, 4);
    }

    @OnEveryDatabase
    void aBeginningThatIsTakenAwayInTheNameOfRetentionIsFound(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(3);
        node.sign();
        node.linked(3);
        node.sign();
        node.tamper("DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain WHERE seq <= 3)");
        node.tamper("DELETE FROM audit_chain WHERE seq <= 3");
        finds(node.verify(), Kind.MISSING, 1);

        node.tamper("UPDATE audit_heads SET pruned_at = 1 WHERE seq = 3");
        finds(node.verify(), Kind.UNRECORDED_REMOVAL, 3);
    }

    @OnEveryDatabase
    void headsOfKeysThatAreGoneStillVerifyByTheirThumbprint(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(3);
        Head old = node.sign();
        node.keys.rotate(true);
        clock.advance(Duration.ofDays(1));
        node.linked(1);
        assertThat(node.sign().kid()).isNotEqualTo(old.kid());
        assertThat(node.verify().notes()).isEmpty();
        node.keys.rotate(true);
        clock.advance(Duration.ofDays(1));
        node.keys.rotate(true);

        Verdict verdict = node.verify(old);
        assertThat(verdict.fault()).isNull();
        assertThat(verdict.notes()).anyMatch(note -> note.contains(Objects.requireNonNull(old.kid())));
    }

    private static void finds(Verdict verdict, Kind kind, long seq) {
        Verdict.Fault fault = Objects.requireNonNull(verdict.fault());
        assertThat(fault.kind()).as(fault.sentence()).isEqualTo(kind);
        assertThat(fault.seq()).isEqualTo(seq);
    }

    private static void copy(AuditNode node, String from, String to) {
        node.tamper("""
                INSERT INTO audit_events
                    (id, at, action, outcome, actor, subject, session_id, address, user_agent, request_id, detail)
                SELECT CAST(? AS TEXT), at, action, outcome, actor, subject, session_id, address, user_agent, request_id,
                    detail
                FROM audit_events WHERE id = ?""", to, from);
    }

    private static byte[] payload(AuditNode node, long seq) {
        String hash = node.database
                .read(sql -> sql.one(
                        "SELECT hash FROM audit_chain WHERE seq = ?",
                        row -> Base64URL.encode(row.bytes("hash")).toString(),
                        seq))
                .orElseThrow();
        return "{\"iss\":\"%s\",\"seq\":%d,\"hash\":\"%s\",\"count\":%d,\"iat\":1}"
                .formatted(AuditNode.ISSUER, seq, hash, seq)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Code of its own, from what the documentation says of the form. */
    private static void computeAnew(AuditNode node) {
        List<AuditChain.Entry> entries =
                node.database.read((Sql sql) -> node.chain.after(sql, 0, 100).entries());
        // What was changed is not read by the chain's own code only where its row is malformed.
        assertThat(entries).hasSize(5);
        byte[] previous = new byte[32];
        for (AuditChain.Entry entry : entries) {
            previous = link(previous, entry);
            node.tamper("UPDATE audit_chain SET hash = ? WHERE seq = ?", previous, entry.seq());
        }
    }

    private static byte[] link(byte[] previous, AuditChain.Entry entry) {
        AuditEvent event = entry.event().event();
        List<@Nullable String> texts = new ArrayList<>();
        texts.add("gatehouse-audit-event-1");
        texts.add(entry.event().id().toString());
        texts.add(entry.at());
        texts.add(event.action());
        texts.add(event.outcome().name().toLowerCase(Locale.ROOT));
        texts.add(event.actor());
        texts.add(event.subject());
        texts.add(event.sessionId());
        texts.add(entry.event().origin().address());
        texts.add(entry.event().origin().userAgent());
        texts.add(entry.event().origin().requestId());
        new TreeMap<>(event.detail()).forEach((name, value) -> {
            texts.add(name);
            texts.add(value);
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(previous);
        for (String text : texts) {
            byte[] utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(ByteBuffer.allocate(4)
                    .putInt(text == null ? -1 : utf8.length)
                    .array());
            bytes.writeBytes(utf8);
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
