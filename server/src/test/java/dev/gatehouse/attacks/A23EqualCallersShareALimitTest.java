package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import java.util.List;
import java.util.Map;

/** Row A23: no other spelling of an address or a name gets further attempts. */
@OnEveryServer.With({"limits.login=5/minute", "limits.signup=5/hour", "proxy.trusted=127.0.0.1"})
class A23EqualCallersShareALimitTest {
    private static final List<List<String>> SAME_ADDRESS = List.of(
            List.of(
                    "2001:db8:1:2::1",
                    "2001:DB8:1:2::1",
                    "2001:0db8:0001:0002:0000:0000:0000:0001",
                    "2001:db8:1:2:0:0:0:1",
                    "[2001:db8:1:2::1]",
                    "2001:db8:1:2::0.0.0.1"),
            // One subscriber has a whole /64.
            List.of(
                    "2001:db8:9:9::1",
                    "2001:db8:9:9::2",
                    "2001:db8:9:9:ffff:ffff:ffff:ffff",
                    "2001:db8:9:9:1:2:3:4",
                    "2001:db8:9:9:a::b",
                    "2001:db8:9:9::"),
            List.of(
                    "203.0.113.7",
                    "::ffff:203.0.113.7",
                    "::FFFF:203.0.113.7",
                    "::ffff:cb00:7107",
                    "0:0:0:0:0:ffff:cb00:7107",
                    "[::ffff:203.0.113.7]"));

    private static final List<List<String>> SAME_NAME = List.of(
            List.of("margaret", "Margaret", "MARGARET", "mArGaReT", " margaret ", "\uFF4D\uFF41\uFF52garet"),
            List.of("zo\u00EB", "zoe\u0308", "ZO\u00CB", "Zoe\u0308", " zo\u00EB", "\uFF5A\uFF4F\u00EB"),
            List.of(
                    "joan@example.org",
                    "JOAN@EXAMPLE.ORG",
                    "joan@Example.Org",
                    " joan@example.org ",
                    "Joan@example.ORG",
                    "\uFF4Aoan@example.org"),
            List.of(
                    "ada@b\u00FCcher.example",
                    "ada@xn--bcher-kva.example",
                    "ADA@B\u00DCCHER.example",
                    "ada@bu\u0308cher.example",
                    "ada@XN--BCHER-KVA.example",
                    "Ada@xn--bcher-kva.EXAMPLE"));

    @OnEveryServer
    void everyFormOfAnAddressCountsTogether(TestServer server) {
        for (List<String> forms : SAME_ADDRESS) {
            String name = TestServer.freshName("target");
            for (String form : forms.subList(0, 5)) {
                login(server, form, name).expect(401);
            }
            for (String form : forms) {
                login(server, form, name).expectProblem(429, "too_many_requests");
            }
            login(server, "198.51.100.1", name).expect(401);
        }
    }

    @OnEveryServer
    void everyFormOfANameCountsTogether(TestServer server) {
        for (List<String> forms : SAME_NAME) {
            for (String form : forms.subList(0, 5)) {
                login(server, "198.51.100.20", form).expect(401);
            }
            for (String form : forms) {
                Reply reply = login(server, "198.51.100.20", form);
                assertThat(reply.status()).as(form + ": " + reply).isEqualTo(429);
            }
            login(server, "198.51.100.20", forms.getFirst() + "x").expect(401);
        }
    }

    /** Every place that takes a password counts on the same account of attempts. */
    @OnEveryServer
    void everyWayInCountsTogether(TestServer server) {
        String name = TestServer.freshName("target");
        server.api()
                .post("/auth/login", Map.of("username", name, "password", "x"))
                .expect(401);
        server.api().post("/login", Map.of("identifier", name, "password", "x")).expect(401);
        server.api().post("/login", Map.of("email", name, "password", "x")).expect(401);
        server.api().form("/token", "username", name, "password", "x").expect(401);
        server.api()
                .form("/oauth2/token", "grant_type", "password", "username", name, "password", "x")
                .expect(400);
        server.api()
                .post("/auth/login", Map.of("username", name, "password", "x"))
                .expect(429);
        server.api().form("/token", "username", name, "password", "x").expect(429);
        server.api()
                .form("/oauth2/token", "grant_type", "password", "username", name, "password", "x")
                .expect(429);
    }

    @OnEveryServer
    void signingUpUnderOtherFormsOfAnAddressCountsTogether(TestServer server) {
        List<String> forms = SAME_ADDRESS.getFirst();
        for (String form : forms.subList(0, 5)) {
            signUp(server, form).expect(201);
        }
        signUp(server, forms.getLast()).expectProblem(429, "too_many_requests");
    }

    private static Reply signUp(TestServer server, String address) {
        return server.api()
                .from(address)
                .post(
                        "/users/signup",
                        Map.of("username", TestServer.freshName("new"), "password", TestServer.PASSWORD));
    }

    private static Reply login(TestServer server, String address, String name) {
        return server.api().from(address).post("/auth/login", Map.of("username", name, "password", "wrong"));
    }
}
