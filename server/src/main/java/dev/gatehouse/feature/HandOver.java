package dev.gatehouse.feature;

import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.handover.ExchangeCodes;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.SignIns;
import dev.gatehouse.feature.TokenDelivery.Means;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.sql.Database;
import java.util.Optional;

/** Leads a browser that is signed in to where its sign-in was to lead, with what the front end there gets. */
public final class HandOver {
    private final Database database;
    private final SignIns signIns;
    private final ExchangeCodes codes;
    private final TokenDelivery delivery;

    public HandOver(Database database, SignIns signIns, ExchangeCodes codes, TokenDelivery delivery) {
        this.database = database;
        this.signIns = signIns;
        this.codes = codes;
        this.delivery = delivery;
    }

    /** On, with tokens in cookies or a one-time code. */
    Response to(Continuation to, Request request, Session browser) {
        return to.cookies() ? withTokens(to, request, browser) : withCode(to, browser);
    }

    /** Takes the cookies with tokens back. */
    Response forget(Response response) {
        return delivery.forget(response);
    }

    private Response withTokens(Continuation to, Request request, Session browser) {
        SignIns.SignedIn signedIn = signIns.beginUnder(
                        transaction -> Optional.of(browser.id()),
                        delivery.replaced(request, Means.COOKIE),
                        Origins.of(request))
                .orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED).because("the browser's session has ended"));
        String address = to.ownPage() ? to.returnTo() : FlowDesk.with(to.returnTo(), "state", to.state());
        return delivery.inCookies(Response.redirect(address), signedIn);
    }

    private Response withCode(Continuation to, Session browser) {
        String code = database.single(sql -> codes.issue(sql, browser.id(), to.returnTo(), to.codeChallenge()));
        return Response.redirect(FlowDesk.with(FlowDesk.with(to.returnTo(), "code", code), "state", to.state()));
    }
}
