package dev.gatehouse.feature.inbox;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.mail.Message;
import dev.gatehouse.platform.pages.PageContext;
import dev.gatehouse.platform.pages.Pages;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /inbox} with the letters under it, and {@code /inbox.json} for scripts; in development only. */
public final class InboxRoom {
    /** A letter's own looks and nothing else: no script, nothing from anywhere, links in windows of their own. */
    private static final String LETTER_CSP = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
            + " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private static final String FRAMING_CSP = Pages.CSP + "; frame-src 'self'";

    private record Letters(List<Letter> letters) {}

    private record Letter(
            String id,
            String at,
            String to,
            String language,
            String subject,
            String text,
            @Nullable String link) {}

    private final Inbox inbox;
    private final Pages pages;

    public InboxRoom(Inbox inbox, Pages pages) {
        this.inbox = inbox;
        this.pages = pages;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/inbox", this::list);
        routes.open(Method.GET, "/inbox.json", this::json);
        routes.open(Method.GET, "/inbox/{letter}", this::letter);
        routes.open(Method.GET, "/inbox/{letter}/html", this::html);
    }

    private Response list(Request request) {
        PageContext context = pages.context(request);
        List<InboxLetter> letters = inbox.letters().stream()
                .map(message -> InboxLetter.of(message, context.texts()))
                .toList();
        return pages.page(context, 200, "inbox/list.jte", Map.of("letters", letters));
    }

    private Response letter(Request request) {
        PageContext context = pages.context(request);
        InboxLetter letter = InboxLetter.of(find(request), context.texts());
        return pages.page(context, 200, "inbox/letter.jte", Map.of("letter", letter))
                .withHeader("content-security-policy", FRAMING_CSP);
    }

    private Response html(Request request) {
        // Its links would lead the frame, which may not be led.
        String html = find(request).html().replaceFirst("<head>", "<head><base target=\"_blank\">");
        return Response.html(200, html).withHeader("content-security-policy", LETTER_CSP);
    }

    private Response json(Request request) {
        String to = request.query("to");
        List<Letter> letters = inbox.letters().stream()
                .filter(message -> to == null || message.to().address().equalsIgnoreCase(to))
                .map(InboxRoom::described)
                .toList();
        return Response.json(new Letters(letters));
    }

    private static Letter described(Message message) {
        return new Letter(
                message.id().toString(),
                message.at().toString(),
                message.to().address(),
                message.language().toLanguageTag(),
                message.subject(),
                message.text(),
                InboxLetter.link(message.text()));
    }

    private Message find(Request request) {
        return inbox.find(request.pathValue("letter")).orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND));
    }
}
