package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.List;
import java.util.Map;

/** Letters speak the language of the person, also where nobody asked for it when the account was made. */
class ReadersLanguageTest {
    /** People who never said what they read: those who came by a provider, and those whom an operator made. */
    @OnEveryDatabase
    void inTheLanguageOfTheFirstPageOnWhichTheySignIn(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            TestServer server = world.server();
            Surfer ada = world.surfer();
            ada.visit("/sign-in?lang=de").expect(200);
            ada.signIn(world.google(), Person.ADA).expect(200);
            assertThat(language(server, "ada@example.com")).containsExactly("de");
            ada.visit("/sign-in?lang=fr");
            ada.post("/sign-out").expect(200);
            ada.signIn(world.google(), Person.ADA).expect(200);
            assertThat(language(server, "ada@example.com"))
                    .as("it was known by then")
                    .containsExactly("de");
            assertThat(server.commandWith(
                                    TestServer.PASSWORD + "\n",
                                    "user",
                                    "create",
                                    "--username",
                                    "grace",
                                    "--email",
                                    "grace@example.com")
                            .exitCode())
                    .isZero();
            assertThat(language(server, "grace@example.com")).containsExactly("");
            Surfer grace = world.surfer();
            String begun = Surfer.hidden(grace.visit("/sign-in?lang=es"), "flow");
            grace.follow(grace.post("/sign-in", "flow", begun, "identifier", "grace", "password", TestServer.PASSWORD))
                    .expect(200);
            server.api()
                    .with("user-agent", "Other/1.0")
                    .post("/auth/login", Map.of("identifier", "grace", "password", TestServer.PASSWORD))
                    .expect(200);
            assertThat(server.lettersTo("grace@example.com"))
                    .extracting(mail -> mail.header("Content-Language"))
                    .containsExactly("es");
        }
    }

    private static List<String> language(TestServer server, String address) {
        return server.database()
                .read(sql -> sql.list(
                        "SELECT coalesce(language, '') AS language FROM accounts WHERE email = ?",
                        row -> row.text("language"),
                        address));
    }
}
