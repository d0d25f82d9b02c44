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
    void aHeadThatNoServerWroteIsFoundWhateverItSays(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(3);
        Head genuine = node.sign();
        SigningJwk forged = SigningJwk.generate(Algorithm.ES256, 2048);
        Signer signer = Signer.of(forged, CryptoProviders.jdk());
        String payload = genuine.jws().split("\\.")[1];
        String own = signer.sign(Head.TYPE, Base64URL.from(payload).decode());
        String shared = Base64URL.encode("{\"alg\":\"HS256\",\"typ\":\"" + Head.TYPE + "\"}") + "." + payload + ".AAAA";
        String anotherKeysName = own.replace(own.split("\\.")[0], genuine.jws().split("\\.")[0]);

        node.tamper("CREATE TABLE kept AS SELECT * FROM audit_heads");
        for (String jws : List.of(own, shared, anotherKeysName, "none")) {
            for (String jwk : List.of("NULL", "jwk", "'" + forged.publicJwk().toJSONString() + "'")) {
                node.tamper("UPDATE audit_heads SET jwk = " + jwk + ", jws = ? WHERE seq = 3", jws);
                finds(node.verify(), Kind.WRONG_SIGNATURE, 3);
                node.tamper("DELETE FROM audit_heads");
                node.tamper("INSERT INTO audit_heads SELECT * FROM kept");
                assertThat(node.verify().fault()).isNull();
            }
        }
        for (String change : List.of("jwk = NULL", "at = at - 1", "seal = substr(seal, 1, 47) || '~'")) {
            node.tamper("UPDATE audit_heads SET " + change);
            finds(node.verify(), Kind.WRONG_SIGNATURE, 3);
            node.tamper("DELETE FROM audit_heads");
            node.tamper("INSERT INTO audit_heads SELECT * FROM kept");
        }
    }

    /** What the server signs after it does not make good what stands before. */
    @OnEveryDatabase
    void aForgedHeadIsFoundAlsoBeforeAGenuineOne(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(3);
        Head genuine = node.sign();
        SigningJwk forged = SigningJwk.generate(Algorithm.ES256, 2048);
        String own = Signer.of(forged, CryptoProviders.jdk())
                .sign(Head.TYPE, Base64URL.from(genuine.jws().split("\\.")[1]).decode());
        node.tamper(
                "UPDATE audit_heads SET jws = ?, jwk = ?",
                own,
                forged.publicJwk().toJSONString());
        node.linked(1);
        node.sign();
        finds(node.verify(), Kind.WRONG_SIGNATURE, 3);
    }

    @OnEveryDatabase
    void aHeadFromElsewhereThatItsKeyDidNotSignIsFound(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(3);
        String[] parts = node.sign().jws().split("\\.");
        String other =
                new String(Base64URL.from(parts[1]).decode(), StandardCharsets.UTF_8).replace("iat\":1", "iat\":2");
        Head changed = Head.parse(parts[0] + "." + Base64URL.encode(other) + "." + parts[2])
                .orElseThrow();
        finds(node.verify(changed), Kind.WRONG_SIGNATURE, 3);
    }

    @OnEveryDatabase
    void headsFromElsewhereVerifyWhenTheirKeysAreGone(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(3);
        Head old = node.sign();
        for (int turn = 0; turn < 3; turn++) {
            node.keys.rotate(true);
            clock.advance(Duration.ofDays(1));
        }
        assertThat(node.keys.kept(Objects.requireNonNull(old.kid()))).isNull();

        assertThat(node.verify(old).fault()).isNull();
        assertThat(node.verify(old).heads()).isEqualTo(2);
        assertThat(node.verify(old).notes()).isEmpty();
        Head unsigned = Head.parse(old.jws().substring(0, old.jws().lastIndexOf('.')) + ".AAAA")
                .orElseThrow();
        finds(node.verify(unsigned), Kind.WRONG_SIGNATURE, 3);
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
