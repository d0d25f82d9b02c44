package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Recovering.NEXT;
import static dev.gatehouse.testing.Recovering.addAuthenticator;
import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.codeToken;
import static dev.gatehouse.testing.Recovering.login;
import static dev.gatehouse.testing.Recovering.magicToken;
import static dev.gatehouse.testing.Recovering.reset;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.token;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Row A01: a new password is set by the mailed token and nothing else, in whatever order the steps are taken. */
@OnEveryServer.With(
        value = {"signup.verify_email=off", "signin.magic_link=true", "signin.email_code=true"},
        mail = true)
class A01OneWayToANewPasswordTest {
    /** A step of the way, as somebody takes it who cannot read the victim's mail; or the link itself, which nobody else has. */
    private enum Step {
        ASK_PAGE,
        ASK,
        OPEN_LINK,
        CHOOSE_PAGE,
        CHOOSE
    }

    /** What a browser has come by so far. */
    private static final class Attempt {
        final TestServer server;
        final String address;
        final Surfer browser;
        String flow = "";
        String ticket = "";

        @Nullable
        String token;

        Attempt(TestServer server, String address) {
            this.server = server;
            this.address = address;
            this.browser = new Surfer(server);
        }

        Reply take(Step step, boolean readsTheMail) {
            return switch (step) {
                case ASK_PAGE -> {
                    Reply page = browser.get("/recover");
                    flow = Surfer.hidden(page, "flow");
                    yield page;
                }
                case ASK -> {
                    server.settle(); // what is on its way already is not taken for what comes of this
                    Reply sent = browser.post("/recover", "flow", flow, "identifier", address);
                    token = readsTheMail ? Recovering.token(server.letterTo(address)) : null;
                    yield sent;
                }
                case OPEN_LINK -> {
                    Reply opened = browser.get("/recover/new?token=" + (token == null ? "x".repeat(43) : token));
                    if (opened.status() == 303) {
                        ticket = Objects.requireNonNull(Surfer.parameter(opened, "ticket"));
                    }
                    yield opened;
                }
                case CHOOSE_PAGE -> browser.get("/recover/new?ticket=" + ticket);
                case CHOOSE -> browser.post("/recover/new", "ticket", ticket, "password", NEXT, "flow", flow);
            };
        }
    }

    @OnEveryServer
    void everyOrderOfTheStepsButTheOne(TestServer server) {
        List<List<Step>> orders = new ArrayList<>();
        permute(new ArrayList<>(List.of(Step.values())), 0, orders);
        String address = address();
        verify(server, signUp(server, address));
        String password = TestServer.PASSWORD;
        for (boolean readsTheMail : new boolean[] {false, true}) {
            for (List<Step> order : orders) {
                Attempt attempt = new Attempt(server, address);
                order.forEach(step -> attempt.take(step, readsTheMail));
                boolean theOne = readsTheMail && inOrder(order);
                assertThat(login(server.api(), address, theOne ? NEXT : password)
                                .status())
                        .as(order + (readsTheMail ? " with the mail" : " without the mail"))
                        .isEqualTo(200);
                if (theOne) {
                    password = NEXT;
                    String token = token(server, address);
                    reset(server.api(), token, TestServer.PASSWORD).expect(204);
                    password = TestServer.PASSWORD;
                }
            }
        }
    }

    /** The page with the ticket need not have been looked at, and the page that asks neither: what counts is asking, then the link. */
    private static boolean inOrder(List<Step> order) {
        return order.indexOf(Step.ASK) < order.indexOf(Step.OPEN_LINK)
                && order.indexOf(Step.OPEN_LINK) < order.indexOf(Step.CHOOSE);
    }

    /** Everything else that looks like a token, and the right one in another place. */
    @OnEveryServer
    void noOtherArtefactResets(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        verify(server, id);
        Tokens ada = server.tokens(
                address, login(server.api(), address, TestServer.PASSWORD).expect(200));
        Map<String, String> artefacts = new LinkedHashMap<>();
        artefacts.put("access token", ada.access());
        artefacts.put("refresh token", ada.refresh());
        artefacts.put("magic link", magicToken(server, address));
        artefacts.put("code token", codeToken(server, address));
        artefacts.put("code", server.letterTo(address).code());
        Surfer browser = new Surfer(server);
        artefacts.put("flow", Surfer.hidden(browser.get("/sign-in"), "flow"));
        artefacts.put("browser's key", browser.cookies().getOrDefault("gatehouse_browser", ""));
        addAuthenticator(server, id);
        Reply wanting = login(server.api(), address, TestServer.PASSWORD).expectProblem(401, "mfa_required");
        artefacts.put("mfa_token", Objects.requireNonNull(wanting.text("mfa_token")));
        String token = token(server, address);
        Reply opened = browser.get("/recover/new?token=" + token);
        String sealed = Objects.requireNonNull(Surfer.parameter(opened, "ticket"));
        artefacts.put("the page's ticket", sealed);
        artefacts.put("the token in capitals", token.toUpperCase(java.util.Locale.ROOT));
        artefacts.put("the token and more", token + "A");
        artefacts.put("account's id", id);
        artefacts.forEach((name, artefact) -> {
            String short256 = artefact.length() > 256 ? artefact.substring(0, 256) : artefact;
            assertThat(reset(server.api(), short256, NEXT).status()).as(name).isEqualTo(410);
            assertThat(browser.post(
                                    "/recover/new",
                                    "ticket",
                                    name.equals("the page's ticket") ? "x" : artefact,
                                    "password",
                                    NEXT)
                            .status())
                    .as(name + " on the page")
                    .isIn(410, 422);
            assertThat(server.api()
                            .post("/auth/magic-link/sign-in", Map.of("token", token))
                            .status())
                    .as("the token where a magic link is taken")
                    .isEqualTo(410);
        });
        // What one browser has is nothing in another.
        assertThat(new Surfer(server)
                        .post("/recover/new", "ticket", sealed, "password", NEXT)
                        .status())
                .isEqualTo(410);
        reset(server.api(), token, NEXT).expect(204);
        // And a new password gets nobody past the second factor.
        login(server.api(), address, NEXT).expectProblem(401, "mfa_required");
    }

    /** Mail scanners open every link: that changes nothing and leaves it as it was. */
    @OnEveryServer
    void toOpenALinkChangesNothing(TestServer server) {
        String address = address();
        signUp(server, address);
        Recovering.forget(server.api(), address).expect(202);
        String path = server.letterTo(address).path();
        for (int i = 0; i < 3; i++) {
            Reply page = new Surfer(server).visit(path).expect(200);
            assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
            assertThat(page.header("cache-control")).contains("no-store");
            assertThat(page.body()).doesNotContain(path.substring(path.indexOf('=') + 1));
        }
        Surfer owner = new Surfer(server);
        Reply page = owner.visit(path).expect(200);
        Reply done = owner.post("/recover/new", "ticket", Surfer.hidden(page, "ticket"), "password", NEXT)
                .expect(303);
        assertThat(done.header("location")).startsWith("/sign-in?flow=").endsWith("recovered=yes");
        assertThat(done.setCookies()).doesNotContainKeys("gatehouse_session", "gatehouse_access");
        login(server.api(), address, NEXT).expect(200);
    }

    private static void permute(List<Step> steps, int from, List<List<Step>> into) {
        if (from == steps.size()) {
            into.add(List.copyOf(steps));
        }
        for (int i = from; i < steps.size(); i++) {
            java.util.Collections.swap(steps, from, i);
            permute(steps, from + 1, into);
            java.util.Collections.swap(steps, from, i);
        }
    }
}
