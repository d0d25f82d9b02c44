package dev.gatehouse.mocks;

import dev.gatehouse.platform.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The page on which somebody chooses who they are and allows or refuses what a client wants. */
final class ChooserPage {
    private ChooserPage() {}

    /** @param secret the request's, which the form brings back */
    static Response show(MockProvider provider, Ask ask, List<Person> people, String secret) {
        List<Person> ordered = new ArrayList<>(people);
        String hint = ask.hint();
        if (hint != null) {
            ordered.sort((one, other) -> Boolean.compare(other.isMeantBy(hint), one.isMeantBy(hint)));
        }
        StringBuilder rows = new StringBuilder();
        ordered.forEach(person -> rows.append(row(person)));
        String title = "Choose an account – mock " + provider.flavour().displayName();
        return Html.page(200, title, """
                <div class="card">
                <p class="brand"><span class="mark" aria-hidden="true">%s</span> Mock %s</p>
                <h1>Choose an account</h1>
                <p class="soft">to continue to <b>%s</b></p>
                <form method="post">
                %s<ul class="people">
                %s</ul>
                <details>
                <summary>Somebody else</summary>
                <div class="fields">
                <label>Name <input name="name" autocomplete="off" maxlength="200" value="Somebody Else"></label>
                <label>E-mail address <small>Leave it empty for somebody without one.</small>
                <input name="email" type="text" inputmode="email" autocomplete="off" maxlength="254" value="somebody@example.com"></label>
                <label>User name <input name="username" autocomplete="off" maxlength="100" value="somebody"></label>
                <label class="check"><input type="checkbox" name="verified" value="true" checked> The address is verified</label>
                <button class="primary" name="person" value="other">Continue as somebody else</button>
                </div>
                </details>
                <div class="asks">
                <h2>What is asked for</h2>
                %s
                <button class="quiet" name="person" value="refuse">Refuse, and go back</button>
                </div>
                </form>
                </div>
                """.formatted(
                        provider.flavour().displayName().charAt(0),
                        Html.escape(provider.flavour().displayName()),
                        Html.escape(ask.redirectUri().getRawAuthority()),
                        Html.hidden("request", secret),
                        rows,
                        scopes(ask)));
    }

    /** The person whom a form describes. */
    static Person typed(Map<String, String> sent) {
        String email = sent.get("email");
        return Person.named(
                Objects.requireNonNullElse(sent.get("name"), "Somebody"),
                email == null ? null : email.strip(),
                email != null && sent.containsKey("verified"),
                Objects.requireNonNullElse(sent.get("username"), "somebody"));
    }

    /** A page that posts the answer to the client (OAuth 2.0 Form Post Response Mode). */
    static Response send(Answer answer) {
        StringBuilder fields = new StringBuilder();
        answer.parameters().forEach((name, value) -> fields.append(Html.hidden(name, value)));
        return Html.sendingPage(
                "Going back", """
                <div class="card">
                <h1>Going back</h1>
                <form method="post" action="%s">%s
                <button class="primary">Continue</button>
                </form>
                </div>
                """.formatted(Html.escape(answer.redirectUri().toString()), fields));
    }

    /** A request that leads nowhere. */
    static Response refusal(MockProvider provider, Refusal refusal) {
        return Html.page(400, "Access blocked – mock " + provider.flavour().displayName(), """
                <div class="card">
                <p class="brand"><span class="mark" aria-hidden="true">%s</span> Mock %s</p>
                <h1>Access blocked</h1>
                <p>%s</p>
                <p class="soft">Error 400: <code>%s</code></p>
                </div>
                """.formatted(
                        provider.flavour().displayName().charAt(0),
                        Html.escape(provider.flavour().displayName()),
                        Html.escape(refusal.description()),
                        Html.escape(refusal.error())));
    }

    private static String row(Person person) {
        return """
                <li><button class="person" name="person" value="%s">
                <span class="face hue-%d" aria-hidden="true">%s</span>
                <span class="who"><b>%s</b><span>%s</span></span>%s</button></li>
                """.formatted(
                        Html.escape(person.id()),
                        person.number() % 5,
                        Html.escape(person.name().substring(0, 1)),
                        Html.escape(person.name()),
                        Html.escape(Objects.requireNonNullElse(person.email(), "no e-mail address")),
                        note(person));
    }

    private static String note(Person person) {
        String note = note(person.id(), person.email(), person.emailVerified());
        return note == null ? "" : "<span class=\"note\">" + note + "</span>";
    }

    private static @Nullable String note(String id, @Nullable String email, boolean verified) {
        if (id.equals(Person.EVE.id())) {
            return "Ada’s address";
        }
        return email != null && !verified ? "not verified" : null;
    }

    private static String scopes(Ask ask) {
        if (ask.scopes().isEmpty()) {
            return "<p class=\"soft\">Only who you are.</p>";
        }
        StringBuilder list = new StringBuilder("<ul class=\"scopes\">");
        ask.scopes()
                .forEach(scope ->
                        list.append("<li><code>").append(Html.escape(scope)).append("</code></li>"));
        return list.append("</ul>").toString();
    }
}
