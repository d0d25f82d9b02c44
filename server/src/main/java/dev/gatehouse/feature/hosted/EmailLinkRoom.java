package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.verification.EmailChanges;
import dev.gatehouse.domain.verification.KeptEmails;
import dev.gatehouse.domain.verification.KeptEmails.TakenBack;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.hosted.EmailLinkView.Purpose;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import dev.gatehouse.platform.pages.PageContext;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * {@code /account/email/confirm} and {@code /account/email/keep}: where the letters lead that a change of address sends.
 * Looking changes nothing, and the secret leaves the address bar at once. A new address is confirmed by whoever is signed
 * in to the account that gets it: a stranger's account gets nobody's address because its owner clicked.
 */
public final class EmailLinkRoom {
    private static final String CONFIRM = AccountEmailRoom.HERE + "/confirm";
    private static final String KEEP = AccountEmailRoom.HERE + "/keep";
    private static final String KEPT = AccountEmailRoom.HERE + "/kept";
    private static final int TOKEN_LENGTH = 64;
    /** What may go where an address is taken back. */
    private static final List<String> LOST =
            List.of("password", "passkeys", "authenticators", "providers", "recovery_codes", "devices");

    private final HostedDesk desk;
    private final FlowDesk flows;
    private final EmailChanges changes;
    private final KeptEmails kept;
    private final MailTickets tickets;

    public EmailLinkRoom(HostedDesk desk, EmailChanges changes, KeptEmails kept, MailTickets tickets) {
        this.desk = desk;
        this.flows = desk.flows();
        this.changes = changes;
        this.kept = kept;
        this.tickets = tickets;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, CONFIRM, desk.mailed(this::confirm, LinkGoneView::change));
        routes.open(Method.POST, CONFIRM, desk.mailed(this::confirmed, LinkGoneView::change));
        routes.open(Method.GET, KEEP, desk.mailed(this::keep, LinkGoneView::kept));
        routes.open(Method.POST, KEEP, desk.mailed(this::kept, LinkGoneView::kept));
        routes.open(Method.GET, KEPT, desk.refusing(this::said));
    }

    private Response confirm(Request request) {
        Visitor visitor = flows.visitor(request);
        String secret = request.query("token");
        if (secret != null) {
            return cleared(visitor, CONFIRM, secret);
        }
        String token = token(request, visitor);
        EmailChanges.Waiting waiting = changes.peek(token).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        UUID account = waiting.account().id();
        Session session = visitor.session();
        boolean known = session != null && session.account().equals(account);
        Continuation back = Continuation.own(CONFIRM + "?ticket=" + ticket(visitor, token));
        String signIn = known ? null : "/sign-in?flow=" + flows.seal(visitor, flows.start(back, account));
        EmailLinkView view = new EmailLinkView(
                token, Purpose.CONFIRM, waiting.address(), waiting.account().label(), signIn);
        return flows.answer(visitor, desk.pages().emailLink(context(request, visitor, token), view));
    }

    private Response confirmed(Request request) {
        SameOrigin.require(request);
        String token = sent(request);
        Visitor visitor = flows.visitor(request);
        Session session = visitor.session();
        if (session == null) {
            return cleared(visitor, CONFIRM, token);
        }
        changes.confirm(token, session.account(), session.id(), Origins.of(request));
        return Response.redirect(AccountEmailRoom.HERE + "?changed=yes");
    }

    private Response keep(Request request) {
        Visitor visitor = flows.visitor(request);
        String secret = request.query("token");
        if (secret != null) {
            return cleared(visitor, KEEP, secret);
        }
        String token = token(request, visitor);
        KeptEmails.Waiting waiting = kept.peek(token).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        Purpose purpose = waiting.changed() ? Purpose.TAKE_BACK : Purpose.STOP;
        EmailLinkView view = new EmailLinkView(token, purpose, waiting.before(), null, null);
        return desk.pages().emailLink(context(request, visitor, token), view);
    }

    private Response kept(Request request) {
        SameOrigin.require(request);
        String told = kept.keep(sent(request), Origins.of(request))
                .map(lost -> "?taken_back=" + String.join(".", lost(lost)))
                .orElse("");
        return Response.redirect(KEPT + told);
    }

    /** What the page tells, each by the end of its text's key. */
    private static List<String> lost(TakenBack lost) {
        Factors.Removed factors = lost.gone().factors();
        return Stream.of(
                        lost.password() ? "password" : "",
                        factors.passkeys() > 0 ? "passkeys" : "",
                        factors.authenticators() > 0 ? "authenticators" : "",
                        lost.gone().providers().isEmpty() ? "" : "providers",
                        factors.recoveryCodes() > 0 ? "recovery_codes" : "",
                        factors.devices() > 0 ? "devices" : "")
                .filter(LOST::contains)
                .toList();
    }

    private Response said(Request request) {
        PageContext context = desk.pages().context(request);
        String lost = request.query("taken_back");
        if (lost == null) {
            return desk.pages().said(context, new SaidView("email.stopped", "/sign-in", "sign_in.button"));
        }
        List<String> items = Stream.of(lost.split("\\.", LOST.size() + 1))
                .filter(LOST::contains)
                .map("email.taken_back."::concat)
                .toList();
        return desk.pages()
                .said(context, new SaidView("email.taken_back", "/recover", "email.taken_back.again", items));
    }

    private PageContext context(Request request, Visitor visitor, String token) {
        return desk.pages().context(request).carrying("ticket", ticket(visitor, token));
    }

    private Response cleared(Visitor visitor, String path, String secret) {
        return tickets.instead(flows, visitor, path, secret).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
    }

    private String ticket(Visitor visitor, String token) {
        return tickets.of(visitor, token).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
    }

    private static String sent(Request request) {
        Fields form = request.form();
        String token = form.text("token", TOKEN_LENGTH);
        form.check();
        return token;
    }

    private String token(Request request, Visitor visitor) {
        return tickets.secret(visitor, request.query("ticket")).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
    }
}
