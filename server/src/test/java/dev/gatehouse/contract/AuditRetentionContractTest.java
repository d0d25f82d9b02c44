package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.Head;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.audit.Verdict;
import dev.gatehouse.domain.audit.Verdict.Kind;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestClock;
import dev.gatehouse.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What leaves by itself, and with it the keys and secrets that signed: nobody is alarmed. What is taken away shows. */
class AuditRetentionContractTest {
    private static final Secret MASTER = new Secret("GmYt4sYv1k0bq8Jd3nUuQ2p5w7z9c6xE");
    private static final Secret SHARED = new Secret("p4KzT0vWq8Xn2Rj6Lm9Yc3Hd7Fs1Bg5A");
    private static final Secret NEXT = new Secret("e7UoN3xJr5Vb9Qk2Ws6Mt0Zg4Ha8Dy1C");

    private final TestClock clock = new TestClock();

    @OnEveryDatabase
    void aTimeThatIsMadeLongerOrShorterAlarmsNobody(TestDatabase on) {
        AuditNode quarter = keeping(on, 90);
        quarter.linked(3);
        Head first = quarter.sign();
        quarter.linked(2);
        Head second = quarter.sign();
        clock.advance(Duration.ofDays(90));
        keeping(on, 90).serve(clock);

        for (AuditNode now : List.of(keeping(on, 90), keeping(on, 400), forEver(on), keeping(on, 1))) {
            holds(now.verify(first, second), 6);
            holds(now.verify(), 6);
        }
        AuditNode longer = forEver(on);
        longer.serve(clock);
        Head young = longer.sign();
        clock.advance(Duration.ofDays(100));
        longer = forEver(on);
        longer.serve(clock);
        holds(longer.verify(first, second, young), 6);

        keeping(on, 30).serve(clock);
        assertThat(keeping(on, 30).verify().from()).isGreaterThan(6);
        for (AuditNode now : List.of(keeping(on, 30), keeping(on, 60))) {
            assertThat(now.verify(first, second, young).fault()).isNull();
        }
    }

    @OnEveryDatabase
    void keysAndSecretsThatAreGoneAlarmNobody(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock, Optional.of(Duration.ofDays(400)), MASTER, null);
        node.linked(3);
        Head first = node.sign();
        for (int turn = 0; turn < 3; turn++) {
            clock.advance(Duration.ofDays(90));
            node.keys.rotate(true);
            node.linked(1);
            node.sign();
        }
        clock.advance(Duration.ofDays(150));
        new AuditNode(on.database(), clock, Optional.of(Duration.ofDays(400)), MASTER, null).serve(clock);
        node.keys.rotate(true);
        clock.advance(Duration.ofDays(1));
        node.keys.rotate(true);

        Verdict verdict = node.verify(first);
        assertThat(verdict.fault()).isNull();
        assertThat(verdict.from()).isEqualTo(4);
    }

    @OnEveryDatabase
    void sharedSecretsComeAndGo(TestDatabase on) {
        AuditNode before = new AuditNode(on.database(), clock, Optional.empty(), MASTER, SHARED);
        before.linked(3);
        Head head = before.sign();
        assertThat(head.kid()).isNull();
        assertThat(before.verify(head).fault()).isNull();
        assertThat(before.verify(head).notes()).isEmpty();

        AuditNode replaced = new AuditNode(on.database(), clock, Optional.empty(), MASTER, NEXT);
        AuditNode keys = new AuditNode(on.database(), clock, Optional.empty(), MASTER, null);
        for (AuditNode after : List.of(replaced, keys)) {
            assertThat(after.verify().fault()).isNull();
            assertThat(after.verify().notes()).isEmpty();
            assertThat(after.verify(head).fault()).isNull();
            assertThat(after.verify(head).notes()).anyMatch(note -> note.contains("nobody here knows"));
        }
    }

    @OnEveryDatabase
    void aBeginningThatIsTakenAwayInTheNameOfRetentionIsFound(TestDatabase on) {
        AuditNode node = forEver(on);
        node.linked(3);
        Head elsewhere = node.sign();
        node.linked(3);
        node.sign();
        clock.advance(Duration.ofMinutes(30));
        node.tamper("DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain WHERE seq <= 6)");
        node.tamper("DELETE FROM audit_chain WHERE seq <= 6");
        finds(node.verify(), Kind.MISSING, 1);

        node.tamper("UPDATE audit_heads SET pruned_at = 1 WHERE seq = 6");
        finds(node.verify(), Kind.UNRECORDED_REMOVAL, 6);
        node.database.write(transaction -> {
            AuditEvent event = AuditEvent.success("audit.pruned").by(AuditEvent.SERVER);
            node.trail.record(transaction, event.with("through", "6"), Origin.SERVER);
            return event;
        });
        finds(node.verify(), Kind.UNRECORDED_REMOVAL, 6);
        node.chain.seal();
        node.sign();
        for (AuditNode now : List.of(node, keeping(on, 1), keeping(on, 400))) {
            finds(now.verify(), Kind.UNRECORDED_REMOVAL, 6);
            finds(now.verify(elsewhere), Kind.UNRECORDED_REMOVAL, 6);
        }
    }

    @OnEveryDatabase
    void theSealOfOneBeginningIsGoodForNoOther(TestDatabase on) {
        AuditNode node = keeping(on, 90);
        node.linked(3);
        node.sign();
        clock.advance(Duration.ofDays(90));
        node.serve(clock);
        holds(node.verify(), 4);
        long last = node.sign().seq();
        node.tamper("DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain WHERE seq <= ?)", last);
        node.tamper("DELETE FROM audit_chain WHERE seq <= ?", last);
        node.tamper(
                "UPDATE audit_heads SET pruned_at = (SELECT pruned_at FROM audit_heads WHERE seq = 3),"
                        + " seal = (SELECT seal FROM audit_heads WHERE seq = 3) WHERE seq = ?",
                last);
        finds(node.verify(), Kind.UNRECORDED_REMOVAL, last);
    }

    /** Nobody has the server remove what it should keep. */
    @OnEveryDatabase
    void aServerGivesUpNothingForHeadsThatNoneWrote(TestDatabase on) {
        for (String change : List.of("at = 1", "pruned_at = 1", "at = 1, pruned_at = 1")) {
            AuditNode node = keeping(on, 90);
            node.linked(3);
            long seq = node.sign().seq();
            long events = node.count("audit_events");
            node.tamper("UPDATE audit_heads SET " + change + " WHERE seq = ?", seq);
            node.serve(clock);
            assertThat(node.count("audit_events")).as(change).isGreaterThan(events);
            assertThat(node.verify().holds()).as(change).isFalse();
            node.tamper("DELETE FROM audit_heads WHERE seq = ?", seq);
            assertThat(node.verify().fault()).as(change).isNull();
        }
    }

    /** Who has the keys too can give up what they like; what the settings and a head elsewhere say, they do not change. */
    @OnEveryDatabase
    void aHeadElsewhereShowsWhatLeftTooSoonWhoeverSignedIt(TestDatabase on) {
        AuditNode node = keeping(on, 400);
        node.linked(3);
        Head elsewhere = node.sign();
        clock.advance(Duration.ofDays(2));
        node.linked(2);
        node.sign();
        clock.advance(Duration.ofDays(2));
        keeping(on, 1).serve(clock);

        holds(keeping(on, 400).verify(), 6);
        for (AuditNode now : List.of(keeping(on, 400), forEver(on), keeping(on, 5))) {
            finds(now.verify(elsewhere), Kind.UNRECORDED_REMOVAL, 3);
        }
        assertThat(keeping(on, 1).verify(elsewhere).fault()).isNull();
    }

    private AuditNode keeping(TestDatabase on, int days) {
        return new AuditNode(on.database(), clock, Optional.of(Duration.ofDays(days)));
    }

    private AuditNode forEver(TestDatabase on) {
        return new AuditNode(on.database(), clock, Optional.empty());
    }

    private static void holds(Verdict verdict, long from) {
        assertThat(verdict.fault()).isNull();
        assertThat(verdict.from()).isEqualTo(from);
    }

    private static void finds(Verdict verdict, Kind kind, long seq) {
        Verdict.Fault fault = Objects.requireNonNull(verdict.fault());
        assertThat(fault.kind()).as(fault.sentence()).isEqualTo(kind);
        assertThat(fault.seq()).isEqualTo(seq);
    }
}
