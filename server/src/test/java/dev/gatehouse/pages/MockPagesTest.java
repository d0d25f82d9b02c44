package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.MockProviders;
import dev.gatehouse.mocks.Mode;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of the mock providers, in a browser: without scripts, by keyboard, and fit to be looked at. */
class MockPagesTest {
    private final TestDatabase database = TestDatabases.sqlite();
    private TestServer server;
    private MockProviders mocks;
    private Browser browser;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.on(database);
        mocks = MockProviders.start();
        browser = Browser.of(server, mocks.base());
    }

    @AfterEach
    void stop() {
        browser.close();
        mocks.close();
        server.close();
        database.close();
    }

    @Test
    void theyArePleasantAndEverybodyCanUseThem() {
        MockProvider google = mocks.add(Flavour.GOOGLE);
        mocks.add(Flavour.GITHUB);
        Page page = browser.page();
        page.navigate(authorization(google, "openid email profile"));
        look(page, "mock-chooser");
        page.getByText("Somebody else", new Page.GetByTextOptions().setExact(true))
                .click();
        page.getByLabel("User name").waitFor();
        look(page, "mock-somebody-else");
        page.navigate(google.authorizationEndpoint() + "?client_id=nobody");
        look(page, "mock-refusal");
        google.behave(Mode.WRONG_SIGNATURE, Mode.SLOW);
        page.navigate(mocks.base() + "/mock");
        look(page, "mock-control");
    }

    @Test
    void somebodyComesBack() {
        MockProvider google = mocks.add(Flavour.GOOGLE);
        Page page = browser.pageWithoutScripts();
        page.navigate(authorization(google, "openid"));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Ada Lovelace"))
                .press("Enter");
        page.waitForURL(TestServer.PUBLIC_URL + "/health/live?code=*&state=the-state*");
        page.navigate(authorization(google, "openid"));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Refuse"))
                .click();
        page.waitForURL(TestServer.PUBLIC_URL + "/health/live?error=access_denied*");
    }

    @Test
    void thePageOfProvidersSwitches() {
        MockProvider google = mocks.add(Flavour.GOOGLE);
        Page page = browser.pageWithoutScripts();
        page.navigate(mocks.base() + "/mock");
        page.getByText("What it does wrong", new Page.GetByTextOptions().setExact(true))
                .click();
        page.getByLabel("Unsigned").check();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Switch"))
                .click();
        assertThat(page.getByLabel("Unsigned").isChecked()).isTrue();
        assertThat(google.modes()).containsExactly(Mode.UNSIGNED);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Give Mary another address"))
                .click();
        assertThat(page.getByText("mary@example.net").isVisible()).isTrue();
    }

    /** Apple's answer is a form that sends itself, or by its button. */
    @Test
    void anAnswerByFormSendsItself() {
        MockProvider apple = mocks.add(Flavour.APPLE);
        for (boolean scripts : new boolean[] {true, false}) {
            Page page = browser.page(Look.all().getFirst(), scripts);
            page.navigate(authorization(apple, "openid name email") + "&response_mode=form_post");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Ada Lovelace"))
                    .click();
            if (!scripts) {
                page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Continue"))
                        .click();
            }
            page.waitForURL(TestServer.PUBLIC_URL + "/health/live");
        }
    }

    /** What is typed and what is asked for comes back as text. */
    @Test
    void nothingThatIsSaidBecomesAPage() {
        MockProvider google = mocks.add(Flavour.GOOGLE);
        String script = "<script>document.title='hurt'</script>";
        Page page = browser.page();
        page.navigate(authorization(google, "openid " + script));
        assertThat(page.title()).isNotEqualTo("hurt");
        assertThat(page.content()).doesNotContain(script);
        page.navigate(google.authorizationEndpoint() + "?client_id=" + encoded(script));
        assertThat(page.title()).isNotEqualTo("hurt");
        assertThat(page.getByText(script).isVisible()).isTrue();
    }

    private static String authorization(MockProvider provider, String scope) {
        URI callback = URI.create(TestServer.PUBLIC_URL + "/health/live");
        return provider.authorizationEndpoint() + "?response_type=code&client_id=" + provider.clientId()
                + "&state=the-state&code_challenge_method=S256&code_challenge=" + "a".repeat(43)
                + "&redirect_uri=" + encoded(callback.toString()) + "&scope=" + encoded(scope);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void look(Page page, String name) {
        for (Look look : Look.all()) {
            Browser.wear(page, look);
            Browser.requireAccessible(page);
            Browser.photograph(page, name, look);
        }
    }
}
