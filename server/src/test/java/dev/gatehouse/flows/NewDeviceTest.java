package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.Map;

/** A sign-in from where an account has not been used before is on record, and its owner is told. */
class NewDeviceTest {
    @OnEveryDatabase
    void programsAreKnownByTheirNameAndNetwork(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "proxy.trusted=127.0.0.1")) {
            String name = server.person().name();
            assertThat(notices(server)).as("the first sign-in of all").isZero();
            Api phone = server.api().with("user-agent", "TasksApp/1.0").from("203.0.113.9");
            login(phone, name);
            assertThat(notices(server)).isEqualTo(1);
            login(phone, name);
            login(phone.with("user-agent", "TasksApp/2.0"), name);
            login(phone.from("203.0.113.250"), name);
            assertThat(notices(server))
                    .as("another version, or address of the network")
                    .isEqualTo(1);
            login(phone.from("203.0.114.9"), name);
            assertThat(notices(server)).as("another network").isEqualTo(2);
            login(phone.with("user-agent", "Other/1.0"), name);
            assertThat(notices(server)).as("another program").isEqualTo(3);
            login(phone.from("2001:db8:1:2::7"), name);
            assertThat(notices(server)).isEqualTo(4);
            login(phone.from("2001:db8:1:99::1"), name);
            assertThat(notices(server)).as("the same 48 bits").isEqualTo(4);
            login(phone.from("2001:db9::1"), name);
            assertThat(notices(server)).isEqualTo(5);
            login(phone.from("2001:db9:0:5::1"), name);
            assertThat(notices(server))
                    .as("the same 48 bits in another spelling")
                    .isEqualTo(5);
            login(phone.from("2001:db9:1:5::1"), name);
            assertThat(notices(server)).isEqualTo(6);
        }
    }

    @OnEveryDatabase
    void browsersAreKnownByTheSecretThatTheyKeep(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            Surfer home = new Surfer(server);
            signIn(home, name);
            assertThat(notices(server)).as("the first sign-in of all").isZero();
            home.post("/sign-out").expect(200);
            signIn(home, name);
            assertThat(notices(server)).as("the same browser").isZero();
            Surfer elsewhere = new Surfer(server);
            signIn(elsewhere, name);
            assertThat(notices(server))
                    .as("another browser of the same kind, at the same place")
                    .isEqualTo(1);
            String other = TestServer.freshName("eve");
            server.signUp(other);
            home.post("/sign-out").expect(200);
            signIn(home, other);
            assertThat(notices(server))
                    .as("the first sign-in of another account")
                    .isEqualTo(1);
        }
    }

    @OnEveryDatabase
    void whatWasNotUsedForLongIsNewAgain(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "devices.keep=30d")) {
            String name = server.person().name();
            server.clock().advance(Duration.ofDays(29));
            login(server.api(), name);
            server.clock().advance(Duration.ofDays(29));
            login(server.api(), name);
            assertThat(notices(server)).as("used in between").isZero();
            server.clock().advance(Duration.ofDays(31));
            login(server.api(), name);
            assertThat(notices(server)).isEqualTo(1);
        }
    }

    @OnEveryDatabase
    void theOwnerIsTold(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            server.api()
                    .post("/auth/signup", Map.of("email", "ada@example.com", "password", TestServer.PASSWORD))
                    .expect(201);
            login(server.api().with("user-agent", "TasksApp/1.0"), "ada@example.com");
            login(server.api().with("user-agent", "Other/1.0"), "ada@example.com");
            Mail letter = server.letterTo("ada@example.com", "New sign-in to your account");
            assertThat(letter.text())
                    .contains("Somebody signed in to your account at Gatehouse", "Browser or program: Other")
                    .doesNotContain("TasksApp");
            assertThat(letter.html()).contains("Somebody signed in to your account at Gatehouse", "Other");
            assertThat(notices(server)).isEqualTo(1);
        }
    }

    private static void login(Api from, String name) {
        from.post("/auth/login", Map.of("identifier", name, "password", TestServer.PASSWORD))
                .expect(200);
    }

    private static void signIn(Surfer surfer, String name) {
        String flow = Surfer.hidden(surfer.visit("/sign-in"), "flow");
        surfer.follow(surfer.post("/sign-in", "flow", flow, "identifier", name, "password", TestServer.PASSWORD))
                .expect(200);
    }

    private static long notices(TestServer server) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM audit_events WHERE action = 'device.new'", row -> row.number("n")))
                .orElseThrow();
    }
}
