package dev.gatehouse.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RevocationListTest {
    private static final Instant END = Issuer.START.plusSeconds(900);
    private final RevocationList list = new RevocationList();

    @Test
    void revokesBySessionTokenOrAccountAndTime() {
        assertThat(revokedBy(new RevocationList.BySession("session-1", END))).isTrue();
        assertThat(revokedBy(new RevocationList.BySession("session-2", END))).isFalse();
        assertThat(revokedBy(new RevocationList.ByToken("token-1", END))).isTrue();
        assertThat(revokedBy(new RevocationList.ByToken("session-1", END))).isFalse();
        assertThat(revokedBy(new RevocationList.ByAccount("account-1", Issuer.START, END)))
                .isTrue();
        assertThat(revokedBy(new RevocationList.ByAccount("account-1", Issuer.START.minusMillis(1), END)))
                .isFalse();
        assertThat(revokedBy(new RevocationList.ByAccount("account-2", Issuer.START, END)))
                .isFalse();
    }

    @Test
    void onlyGrowsStrongerAndSaysWhetherItChanged() {
        assertThat(list.add(new RevocationList.ByAccount("account-1", Issuer.START, END)))
                .isTrue();
        assertThat(list.add(new RevocationList.ByAccount("account-1", Issuer.START.minusSeconds(60), END)))
                .isFalse();
        assertThat(list.isRevoked(Issuer.caller())).isTrue();
        assertThat(list.add(new RevocationList.BySession("s", END))).isTrue();
        assertThat(list.add(new RevocationList.BySession("s", END.minusSeconds(1))))
                .isFalse();
        assertThat(list.add(new RevocationList.BySession("s", END.plusSeconds(1))))
                .isTrue();
        assertThat(list.expire(END.minusSeconds(1))).isFalse();
        assertThat(list.expire(END)).isTrue();
        assertThat(list.entries()).containsExactly(new RevocationList.BySession("s", END.plusSeconds(1)));
        assertThat(list.expire(END.plusSeconds(1))).isTrue();
        assertThat(list.size()).isZero();
    }

    @Test
    void readsWhatItWrites() {
        list.add(new RevocationList.BySession("s", END.plusMillis(1)));
        list.add(new RevocationList.ByToken("t", END));
        list.add(new RevocationList.ByAccount("a", Issuer.START.plusMillis(999), END));
        List<Map<String, Object>> encoded = RevocationList.encode(list.entries());
        assertThat(encoded)
                .contains(
                        Map.of("sid", "s", "exp", END.getEpochSecond() + 1),
                        Map.of("jti", "t", "exp", END.getEpochSecond()),
                        Map.of("sub", "a", "before", Issuer.START.getEpochSecond(), "exp", END.getEpochSecond()));
        assertThat(RevocationList.decode(encoded)).isEqualTo(list.entries());
    }

    @Test
    void refusesFormsThatItDoesNotKnow() {
        for (Object claim : List.of(
                "none",
                List.of("session-1"),
                List.of(Map.of("sid", "s")),
                List.of(Map.of("exp", 1L)),
                List.of(Map.of("client", "c", "exp", 1L)),
                List.of(Map.of("sid", "s", "jti", "t", "exp", 1L)),
                List.of(Map.of("sub", "a", "exp", 1L)),
                List.of(Map.of("sid", 7L, "exp", 1L)),
                List.of(Map.of("sid", "s", "exp", "1")))) {
            assertThatThrownBy(() -> RevocationList.decode(claim)).isInstanceOf(InvalidToken.class);
        }
    }

    private static boolean revokedBy(RevocationList.Entry entry) {
        RevocationList one = new RevocationList();
        one.add(entry);
        return one.isRevoked(Issuer.caller());
    }
}
