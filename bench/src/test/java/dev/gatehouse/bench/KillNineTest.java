package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of {@link Durability}. */
class KillNineTest {
    private static final int MOST_ANSWERS = 160;

    @ParameterizedTest
    @EnumSource(Store.Kind.class)
    void everyAnswerOutlivesTheServerAndItsDatabase(Store.Kind kind) throws Exception {
        try (Store store = Store.make(kind)) {
            CrashRounds crashes = new CrashRounds(build(), store, new Random(), MOST_ANSWERS);
            CrashRounds.Outcome outcome = crashes.next(true);

            assertThat(outcome.broken()).isEmpty();
            assertThat(outcome.people()).isPositive();
            assertThat(outcome.rotations()).isPositive();
        }
    }

    @Test
    void whatDoesNotHoldIsNoticed() throws Exception {
        try (Store store = Store.make(Store.Kind.SQLITE);
                ServerProcess server = ServerProcess.start(build(), store, Map.of());
                Wire wire = new Wire(server.port())) {
            Person nobody = new Person("nobody", "never signed up");
            nobody.signedIn("gr_" + "A".repeat(43));
            List<String> broken = new ArrayList<>();
            Aftermath aftermath = new Aftermath(broken);
            aftermath.newestTokenWorks(wire, nobody);
            aftermath.passwordHolds(wire, nobody);

            assertThat(broken).hasSize(2).allMatch(each -> each.startsWith("nobody: "));
        }
    }

    private static Build build() throws IOException {
        return Build.ofThisClasspath().with("-XX:TieredStopAtLevel=1");
    }
}
