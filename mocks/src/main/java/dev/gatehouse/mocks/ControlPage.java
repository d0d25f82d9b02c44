package dev.gatehouse.mocks;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code /mock}: the providers, their people, and switches for what they do wrong. */
final class ControlPage {
    private final MockProviders providers;
    /** What a form brings back that was made by this page: other sites cannot know it. */
    private final String key;

    ControlPage(MockProviders providers) {
        this.providers = providers;
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        this.key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    Response show() {
        StringBuilder sections = new StringBuilder();
        providers.all().forEach(provider -> sections.append(section(provider)));
        return Html.page(200, "Mock providers", """
                <div class="wide">
                <h1>Mock providers</h1>
                <p class="soft">People sign in here while you develop. Nothing on this page is there in production.</p>
                %s%s</div>
                """.formatted(sections, people()));
    }

    /** Switches what the form says, and leads back to the page. */
    Response change(Request request) {
        Map<String, String> sent = Sent.of(request.form());
        byte[] given = sent.getOrDefault("key", "").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, key.getBytes(StandardCharsets.UTF_8))) {
            throw Problem.of(ErrorCode.CROSS_ORIGIN);
        }
        String mary = sent.get("mary");
        if (mary != null) {
            providers.moveMary(mary.equals("moves"));
        }
        MockProvider provider = providers.find(sent.getOrDefault("provider", ""));
        if (provider != null) {
            boolean honest = sent.containsKey("honest");
            provider.behave(Arrays.stream(Mode.values())
                    .filter(mode -> !honest && sent.containsKey(field(mode)))
                    .toArray(Mode[]::new));
        }
        return Response.redirect("/mock");
    }

    private String section(MockProvider provider) {
        Set<Mode> modes = provider.modes();
        String state = modes.isEmpty()
                ? "<span class=\"state\">honest</span>"
                : "<span class=\"state bad\">"
                        + modes.stream().map(ControlPage::words).collect(Collectors.joining(", ")) + "</span>";
        StringBuilder boxes = new StringBuilder();
        for (Mode mode : Mode.values()) {
            if (mode.concerns(provider.flavour())) {
                boxes.append("""
                        <label class="check"><input type="checkbox" name="%s" value="on"%s>
                        <span><b>%s</b> <small>%s</small></span></label>
                        """.formatted(
                                field(mode),
                                modes.contains(mode) ? " checked" : "",
                                words(mode),
                                Html.escape(mode.sentence())));
            }
        }
        return """
                <section class="card wide">
                <div class="row"><h2>%s</h2>%s</div>
                <p class="soft"><code>%s</code></p>
                <form method="post">%s%s
                <details%s><summary>What it does wrong</summary>
                <fieldset class="modes"><legend class="unseen">What %s does wrong</legend>
                %s</fieldset>
                <div class="row"><button class="primary">Switch</button>
                <button class="quiet" name="honest" value="on">Be honest</button></div>
                </details>
                </form>
                </section>
                """.formatted(
                        Html.escape(provider.flavour().displayName()),
                        state,
                        Html.escape(provider.issuer()),
                        Html.hidden("key", key),
                        Html.hidden("provider", provider.name()),
                        modes.isEmpty() ? "" : " open",
                        Html.escape(provider.flavour().displayName()),
                        boxes);
    }

    private String people() {
        Collection<Person> all = providers.people();
        StringBuilder rows = new StringBuilder();
        for (Person person : all) {
            String email = person.email();
            rows.append("<tr><td><b>%s</b></td><td>%s</td><td>%s</td><td>%s</td></tr>%n"
                    .formatted(
                            Html.escape(person.name()),
                            Html.escape(Objects.requireNonNullElse(email, "none")),
                            email == null ? "" : person.emailVerified() ? "yes" : "no",
                            Html.escape(String.join(", ", person.groups()))));
        }
        boolean moved = all.contains(Person.MARY_MOVED);
        return """
                <section class="card wide">
                <h2>People</h2>
                <div class="scroll" role="region" aria-label="People" tabindex="0"><table class="table">
                <thead><tr><th scope="col">Name</th><th scope="col">E-mail address</th><th scope="col">Verified</th><th scope="col">Groups</th></tr></thead>
                <tbody>
                %s</tbody></table></div>
                <form method="post">%s
                <button class="quiet" name="mary" value="%s">%s</button>
                </form>
                </section>
                """.formatted(
                        rows,
                        Html.hidden("key", key),
                        moved ? "returns" : "moves",
                        moved ? "Give Mary her old address back" : "Give Mary another address");
    }

    private static String field(Mode mode) {
        return "mode_" + mode.name();
    }

    private static String words(Mode mode) {
        String words = mode.name().replace('_', ' ').toLowerCase(Locale.ROOT);
        return (Character.toUpperCase(words.charAt(0)) + words.substring(1))
                .replace("Hs256", "HS256")
                .replace("jwk", "JWK")
                .replace("json", "JSON")
                .replace("at hash", "at_hash")
                .replace("id token", "ID token");
    }
}
