package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Errors;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestServer;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * Row A23: no other spelling of a name or an address gets further tries, neither by the limit nor by the back-off, at any
 * place that takes a name and a password. Which places those are is found out from the router.
 */
@OnEveryServer.With({"attempts.free=6", "attempts.longest_wait=1h", "proxy.trusted=127.0.0.1"})
class A23EqualNamesWaitTogetherTest {
    private static final int FREE = 6;
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    /** A place that takes a name and a password. */
    private record Verifier(String name, BiFunction<Api, String, Reply> knock) {}

    @OnEveryServer
    void everySpellingOfANameWaitsAtEveryVerifier(TestServer server) {
        Random random = new Random(23);
        List<Verifier> verifiers = verifiers(server);
        assertThat(verifiers.stream().map(Verifier::name))
                .contains("/auth/login", "/login", "/token", "/oauth2/token", "/sign-in");
        for (Verifier first : verifiers) {
            for (String name : List.of(
                    TestServer.freshName("margaret"),
                    TestServer.freshName("zo\u00EB"),
                    TestServer.freshName("\u0438\u0432\u0430\u043D"),
                    TestServer.freshName("joan") + "@b\u00FCcher.example")) {
                for (int i = 0; i < FREE; i++) {
                    Reply reply = first.knock.apply(stranger(server), respelled(name, random));
                    assertThat(reply.status())
                            .as(first + " " + name + ": " + reply)
                            .isIn(400, 401);
                }
                for (Verifier other : verifiers) {
                    String spelling = respelled(name, random);
                    Reply reply = other.knock.apply(stranger(server), spelling);
                    assertThat(reply.status()).as(other + " " + spelling).isEqualTo(429);
                }
                assertThat(first.knock.apply(stranger(server), "x" + name).status())
                        .isNotEqualTo(429);
            }
        }
    }

    /** Whatever answers a name and a password that are wrong as credentials that are. */
    private static List<Verifier> verifiers(TestServer server) {
        List<Verifier> found = new ArrayList<>();
        for (Route route : Walk.open(server)) {
            if (route.method() != Method.POST) {
                continue;
            }
            BiFunction<Api, String, Reply> knock = (api, name) -> knocked(api, route, name);
            Reply reply = knock.apply(stranger(server), TestServer.freshName("nobody"));
            String error = reply.body().startsWith("{") ? reply.text("error") : null;
            if ("invalid_credentials".equals(error) || "invalid_grant".equals(error)) {
                found.add(new Verifier(route.pattern(), knock));
            }
        }
        found.add(new Verifier("/sign-in", (api, name) -> onPage(server, api, name)));
        return found;
    }

    private static Reply knocked(Api api, Route route, String name) {
        Map<String, String> fields = new TreeMap<>(Map.of("username", name, "password", "not the right one"));
        if (route.errors() == Errors.OAUTH) {
            fields.put("grant_type", "password");
        }
        return Walk.send(api, route, Walk.address(route), fields);
    }

    private static Reply onPage(TestServer server, Api api, String name) {
        Surfer surfer = new Surfer(server);
        String flow = Surfer.hidden(surfer.visit("/sign-in"), "flow");
        Api there = api.with("accept", "text/html").with("sec-fetch-site", "same-origin");
        for (Map.Entry<String, String> cookie : surfer.cookies().entrySet()) {
            there = there.cookie(cookie.getKey(), cookie.getValue());
        }
        return there.form("/sign-in", "flow", flow, "identifier", name, "password", "not the right one");
    }

    /** The same name in other letters' case, in composed or decomposed accents, in wide letters, among blanks. */
    private static String respelled(String name, Random random) {
        String spelled = name;
        for (int i = 0; i < 3; i++) {
            spelled = switch (random.nextInt(6)) {
                case 0 -> spelled.toUpperCase(Locale.ROOT);
                case 1 -> spelled.toLowerCase(Locale.ROOT);
                case 2 -> Normalizer.normalize(spelled, Normalizer.Form.NFD);
                case 3 -> " " + spelled + " ";
                case 4 -> spelled.replace("b\u00FCcher", "xn--bcher-kva");
                default -> wide(spelled);
            };
        }
        return spelled;
    }

    private static String wide(String text) {
        int at = text.indexOf('@');
        int end = at < 0 ? text.length() : at;
        StringBuilder wide = new StringBuilder(text);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c < 0x80 && Character.isLetter(c)) {
                wide.setCharAt(i, (char) (c - 0x21 + 0xFF01));
            }
        }
        return wide.toString();
    }

    private static Api stranger(TestServer server) {
        int number = ADDRESSES.incrementAndGet();
        return server.api().from("198.19." + number / 250 + "." + (1 + number % 250));
    }
}
