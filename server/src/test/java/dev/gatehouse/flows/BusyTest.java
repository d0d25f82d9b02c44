package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

class BusyTest {
    @OnEveryDatabase
    void signInsBeyondWhatTheMachineCanHashAreToldToComeBack(TestDatabase on) throws Exception {
        try (TestServer server =
                TestServer.on(on, "passwords.argon2=m=65536,t=4,p=1", "passwords.memory=64MiB", "passwords.queue=1")) {
            List<Reply> replies = atOnce(12, () -> server.api()
                    .post("/auth/login", Map.of("username", "nobody", "password", "not the right one")));
            assertThat(replies).extracting(Reply::status).containsOnly(401, 503);
            for (Reply reply : replies) {
                if (reply.status() == 503) {
                    reply.expectProblem(503, "busy");
                    assertThat(reply.header("retry-after")).matches("[1-9][0-9]*");
                }
            }
            server.api()
                    .post("/auth/login", Map.of("username", "nobody", "password", "not the right one"))
                    .expectProblem(401, "invalid_credentials");
        }
    }

    @OnEveryServer
    void sixtyFourSignInsAtOnceAllGetTheirTurn(TestServer server) throws Exception {
        String name = server.person().name();
        Map<String, String> login = Map.of("username", name, "password", TestServer.PASSWORD);
        List<Reply> replies = atOnce(64, () -> server.api().post("/auth/login", login));
        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(replies).extracting(reply -> reply.text("refresh_token")).doesNotHaveDuplicates();
    }

    @OnEveryServer
    void ofManyWhoWantOneNameAtOnceOneGetsIt(TestServer server) throws Exception {
        String name = TestServer.freshName("wanted");
        Map<String, String> signUp = Map.of("username", name, "password", TestServer.PASSWORD);
        List<Reply> replies = atOnce(50, () -> server.api().post("/auth/signup", signUp));
        assertThat(replies).extracting(Reply::status).containsOnlyOnce(201).containsOnly(201, 409);
    }

    private static List<Reply> atOnce(int times, Callable<Reply> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> running =
                    Stream.generate(() -> threads.submit(call)).limit(times).toList();
            List<Reply> replies = new ArrayList<>();
            for (Future<Reply> one : running) {
                replies.add(one.get());
            }
            return replies;
        }
    }
}
