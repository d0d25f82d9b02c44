package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import java.util.Arrays;
import java.util.Map;

/** Nobody learns which passkeys there are, or whose they are: neither by what an answer says nor by when it comes. */
class A24PasskeysTellNothingTest {
    private static final int TRIES = 300;

    @OnEveryServer
    void unknownAndWrongAreAnsweredTheSame(TestServer server) {
        Authenticator known = new Authenticator();
        PasskeyCalls.add(server.person(), known);
        Authenticator stranger = new Authenticator().of(new byte[16]);
        Authenticator pretender =
                new Authenticator().called(known.credentialId()).of(known.userHandle());
        Reply unknown = PasskeyCalls.signIn(server, stranger).expectProblem(401, "invalid_credentials");
        Reply wrong = PasskeyCalls.signIn(server, pretender).expectProblem(401, "invalid_credentials");
        assertThat(wrong.body()).isEqualTo(unknown.body());
        assertThat(wrong.headerNames()).isEqualTo(unknown.headerNames());

        // What tells them apart does so every time; what else the machine does, now and then.
        double ratio = ratio(server, stranger, pretender);
        for (int again = 0; again < 2 && !same(ratio); again++) {
            ratio = ratio(server, stranger, pretender);
        }
        assertThat(same(ratio))
                .as("unknown against wrong, medians of " + TRIES + ": " + ratio)
                .isTrue();
    }

    private static boolean same(double ratio) {
        return ratio > 0.8 && ratio < 1.25;
    }

    private static double ratio(TestServer server, Authenticator stranger, Authenticator pretender) {
        long[] strangers = new long[TRIES];
        long[] pretenders = new long[TRIES];
        for (int i = 0; i < TRIES; i++) {
            strangers[i] = time(server, stranger);
            pretenders[i] = time(server, pretender);
        }
        return (double) middle(strangers) / middle(pretenders);
    }

    @OnEveryServer
    void optionsNameNobodysPasskeys(TestServer server) {
        PasskeyCalls.add(server.person(), new Authenticator());
        assertThat(PasskeyCalls.request(server).path("allowCredentials")).isEmpty();
        server.api().post("/auth/passkeys/options", Map.of("username", "ada")).expect(200);
    }

    private static long time(TestServer server, Authenticator authenticator) {
        Map<String, Object> signed = authenticator.sign(PasskeyCalls.request(server));
        long before = System.nanoTime();
        PasskeyCalls.send(server, signed).expect(401);
        return System.nanoTime() - before;
    }

    private static long middle(long[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
