package dev.gatehouse.flows;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signing in on pages: what a reader chose on the way stays chosen, and the sign-in stays the same one. */
class SignInPagesTest {
    private static final Pattern ARABIC = Pattern.compile("href=\"(\\?lang=ar[^\"]*)\"");

    @OnEveryDatabase
    void theLanguageThatAnApplicationWishesForLastsToTheEnd(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer grace = world.surfer();
            Reply page =
                    grace.get("/sign-in?ui_locales=de&return_to=" + FRONT_END).expect(200);
            assertThat(page.body()).contains("<html lang=\"de\"");
            assertThat(wrong(grace, page).body()).contains("<html lang=\"de\"");
        }
    }

    @OnEveryDatabase
    void anotherLanguageIsTheSameSignIn(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            world.server()
                    .api()
                    .post("/auth/signup", Map.of("username", "grace", "password", TestServer.PASSWORD))
                    .expect(201);
            Surfer grace = world.surfer();
            Reply mistaken = wrong(grace, grace.get("/sign-in?state=xyz&return_to=" + FRONT_END));
            Matcher arabic = ARABIC.matcher(mistaken.body());
            assertThat(arabic.find()).isTrue();
            Reply page = grace.get("/sign-in" + arabic.group(1).replace("&amp;", "&"))
                    .expect(200);
            assertThat(page.body()).contains("<html lang=\"ar\" dir=\"rtl\"");
            Reply back = grace.post(
                            "/sign-in",
                            "flow",
                            Surfer.hidden(page, "flow"),
                            "identifier",
                            "grace",
                            "password",
                            TestServer.PASSWORD)
                    .expect(303);
            assertThat(Objects.requireNonNull(back.header("location"))).startsWith(FRONT_END + "?code=");
            assertThat(Surfer.parameter(back, "state")).isEqualTo("xyz");
        }
    }

    private static Reply wrong(Surfer surfer, Reply page) {
        return surfer.post("/sign-in", "flow", Surfer.hidden(page, "flow"), "identifier", "grace", "password", "not it")
                .expect(401);
    }

    /** What is best for the person stands before what is slower and weaker; Enter in a field is the password's own button. */
    @OnEveryDatabase
    void aPasskeyStandsBeforeWhatIsMailed(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signin.magic_link=on", "signin.email_code=on")) {
            String page = new Surfer(server).visit("/sign-in").expect(200).body();
            assertThat(page.substring(page.indexOf("<form")))
                    .containsSubsequence(
                            "id=\"sign-in\"",
                            "name=\"password\"",
                            "type=\"submit\">",
                            "/recover?flow=",
                            "</form>",
                            "data-passkey=\"get\"",
                            "form=\"sign-in\" formaction=\"/sign-in/mail\" name=\"way\" value=\"link\"",
                            "form=\"sign-in\" formaction=\"/sign-in/mail\" name=\"way\" value=\"code\"",
                            "/sign-up?flow=");
        }
    }
}
