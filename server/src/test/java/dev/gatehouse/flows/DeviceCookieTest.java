package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.Map;

/** The cookie by which a browser is known again is held to https by the public URL, like all others. */
class DeviceCookieTest {
    private static final String PLAIN = "gatehouse_device";
    private static final String SECURE = "__Host-" + PLAIN;
    /** What this server could have made, known to whoever planted it. */
    private static final String PLANTED = "x".repeat(43);

    @OnEveryDatabase
    void aPlantedOneIsNotTakenUpWhereTheProxyTellsNoScheme(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "public_url=https://id.example.org", "proxy.trusted=127.0.0.1")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            Surfer home = new Surfer(server).from("192.0.2.1");
            home.cookies().put(PLAIN, PLANTED);
            Reply done = signIn(home, name);
            assertThat(done.setCookies()).containsKey(SECURE).doesNotContainKey(PLAIN);
            assertThat(done.cookie(SECURE)).isNotEqualTo(PLANTED);
            assertThat(signIn(home, name).cookie(SECURE)).as("known again").isEqualTo(done.cookie(SECURE));
            assertThat(newDevices(server)).isZero();

            Surfer planter = new Surfer(server).from("192.0.2.1");
            planter.cookies().put(PLAIN, done.cookie(SECURE));
            assertThat(signIn(planter, name).cookie(SECURE)).isNotEqualTo(done.cookie(SECURE));
            assertThat(newDevices(server)).isEqualTo(1);
        }
    }

    @OnEveryDatabase
    void theApiReadsThePlainOneJustAsLittle(TestDatabase on) {
        try (TestServer server = TestServer.on(
                on,
                "public_url=https://id.example.org",
                "proxy.trusted=127.0.0.1",
                "attempts.free=2",
                "attempts.longest_wait=10s")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            Surfer home = new Surfer(server).from("192.0.2.1");
            String secret = signIn(home, name).cookie(SECURE);
            for (int i = 0; i < 2; i++) {
                login(server.api().from("192.0.2.9" + i), name, "wrong").expect(401);
            }
            login(server.api().from("192.0.2.7").cookie(PLAIN, secret), name, TestServer.PASSWORD)
                    .expect(429);
            login(server.api().from("192.0.2.7").cookie(SECURE, secret), name, TestServer.PASSWORD)
                    .expect(200);
        }
    }

    /** What a proxy says of a connection names no cookie that another part of the server then looks for in vain. */
    @OnEveryDatabase
    void whatIsSetIsReadWhateverTheProxySaysOfTheScheme(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "proxy.trusted=127.0.0.1")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            server.everybodySends(Map.of("x-forwarded-proto", "https"));
            Surfer home = new Surfer(server).from("192.0.2.1");
            String secret = signIn(home, name).cookie(PLAIN);
            assertThat(signIn(home, name).cookie(PLAIN)).isEqualTo(secret);
            assertThat(newDevices(server)).isZero();
        }
    }

    private static Reply login(Api from, String name, String password) {
        return from.post("/auth/login", Map.of("identifier", name, "password", password));
    }

    /** The answer that signs in, in a browser that is signed out before. */
    private static Reply signIn(Surfer surfer, String name) {
        surfer.post("/sign-out");
        String flow = Surfer.hidden(surfer.visit("/sign-in"), "flow");
        return surfer.post("/sign-in", "flow", flow, "identifier", name, "password", TestServer.PASSWORD)
                .expect(303);
    }

    private static long newDevices(TestServer server) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM audit_events WHERE action = 'device.new'", row -> row.number("n")))
                .orElseThrow();
    }
}
