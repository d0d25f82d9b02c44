package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.assurance.Factor;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.signin.SecondFactors;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.RememberedCookie;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /sign-in/second-factor}: where people show a second factor after the first proof. */
public final class SecondFactorRoom {
    /**
     * What the room needs.
     *
     * @param rememberFor how long a browser may be remembered; zero where none may
     */
    public record Needs(
            HostedDesk desk,
            SecondFactors seconds,
            Function<UUID, Optional<Account>> find,
            RememberedCookie remembered,
            Duration rememberFor) {}

    private static final String PATH = Step.SECOND_FACTOR.path();
    private static final int CODE_LENGTH = 100;
    private static final int SHOWN = 2;

    private final Needs needs;
    private final HostedDesk desk;
    private final FlowDesk flows;

    public SecondFactorRoom(Needs needs) {
        this.needs = needs;
        this.desk = needs.desk();
        this.flows = desk.flows();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, PATH, desk.showing(this::show));
        routes.open(Method.POST, PATH, desk.taking(this::submitted));
    }

    /** A sign-in that waits for a second factor, and what could be one. */
    private record Asked(Flow flow, Proof proof, List<Factor> methods) {}

    private Response show(Request request, Visitor visitor, Flow flow) {
        Asked asked = asked(request, flow);
        if (asked == null) {
            return flows.leaveBehind(request, visitor, flow);
        }
        Optional<Factor> wanted =
                Optional.ofNullable(request.query("method")).flatMap(Factor::of).filter(asked.methods::contains);
        Shown shown =
                new Shown(wanted.orElse(null), request.query("sent") != null, 200, desk.returned(request), List.of());
        return page(request, visitor, asked, shown);
    }

    private Response submitted(Request request, Visitor visitor, Flow flow, Fields form) {
        Factor method = Optional.ofNullable(form.optionalText("method", CODE_LENGTH))
                .flatMap(Factor::of)
                .orElse(null);
        Asked asked = asked(request, flow);
        if (asked == null) {
            return flows.leaveBehind(request, visitor, flow);
        }
        boolean mailing = "mail".equals(form.optionalText("choice", CODE_LENGTH));
        try {
            return mailing ? mailed(request, visitor, asked) : answered(request, visitor, asked, method, form);
        } catch (Problem problem) {
            // What is proven no more has no page to say so on but the first.
            if (problem.code() == ErrorCode.FLOW_EXPIRED) {
                throw problem;
            }
            int status = problem.code().status();
            boolean sent = method == Factor.EMAIL_CODE && !mailing;
            Shown shown = new Shown(method, sent, status, Notice.of(problem), problem.fields());
            return HostedPages.withHeadersOf(problem, page(request, visitor, asked, shown));
        }
    }

    private Response answered(Request request, Visitor visitor, Asked asked, @Nullable Factor method, Fields form) {
        String code = form.secret("code", CODE_LENGTH);
        boolean remember = form.flag("remember");
        form.check();
        Proof whole = asked.proof.with(needs.seconds()
                .check(
                        asked.proof,
                        new SecondFactors.Answer(method, code, asking(visitor, asked)),
                        request.address().limitKey(),
                        Origins.of(request),
                        transaction -> true));
        Response response = flows.proceed(request, visitor, asked.flow.proven(whole));
        return remember
                ? needs.seconds()
                        .remember(whole, Origins.of(request))
                        .map(secret -> needs.remembered().with(response, secret, needs.rememberFor()))
                        .orElse(response)
                : response;
    }

    private Response mailed(Request request, Visitor visitor, Asked asked) {
        needs.seconds()
                .mail(asked.proof, asking(visitor, asked), request.address().limitKey(), Origins.of(request));
        String sealed = flows.seal(visitor, asked.flow);
        return flows.answer(
                visitor,
                Response.redirect(PATH + "?flow=" + sealed + "&method=" + Factor.EMAIL_CODE.label() + "&sent=yes"));
    }

    /** A mailed code is good for this sign-in in this browser. */
    private static String asking(Visitor visitor, Asked asked) {
        return visitor.key() + " " + asked.flow.startedAt().toEpochMilli() + " "
                + asked.proof.at().toEpochMilli();
    }

    /** Null where this sign-in does not wait for a second factor, or not any more. */
    private @Nullable Asked asked(Request request, Flow flow) {
        Proof proof = flow.proof();
        return proof != null && flows.verdict(request, flow, proof) instanceof Verdict.Wanting(List<Factor> methods)
                ? new Asked(flow, proof, methods)
                : null;
    }

    /** How the page looks this time. */
    private record Shown(
            @Nullable Factor method,
            boolean sent,
            int status,
            @Nullable Notice notice,
            List<Problem.FieldError> problems) {}

    private Response page(Request request, Visitor visitor, Asked asked, Shown shown) {
        Account account = needs.find().apply(asked.proof.account()).orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED)
                .because("the account is gone"));
        List<Factor> codes = asked.methods.stream()
                .filter(factor -> factor != Factor.PASSKEY)
                .toList();
        Factor method = shown.method != null && codes.contains(shown.method)
                ? shown.method
                : codes.stream().findFirst().orElse(null);
        String sealed = flows.seal(visitor, asked.flow);
        SecondFactorView view = new SecondFactorView(
                sealed,
                HostedDesk.application(asked.flow),
                account.label(),
                method == null ? null : method.label(),
                method == Factor.EMAIL_CODE ? shortened(account.email()) : null,
                shown.sent,
                !needs.rememberFor().isZero(),
                asked.methods.contains(Factor.PASSKEY),
                asked.methods.stream()
                        .filter(factor -> factor != method && factor != Factor.PASSKEY)
                        .map(factor -> new SecondFactorView.Other(
                                factor.label(), PATH + "?flow=" + sealed + "&method=" + factor.label()))
                        .toList(),
                "/sign-in?flow=" + flows.seal(visitor, asked.flow.anew()),
                shown.problems,
                shown.notice);
        return flows.answer(
                visitor, desk.pages().secondFactor(desk.context(request, asked.flow, sealed), shown.status, view));
    }

    /** Enough for its owner to know it by; whoever has only the password learns no address. */
    private static @Nullable String shortened(@Nullable String address) {
        if (address == null) {
            return null;
        }
        int at = address.lastIndexOf('@');
        return address.substring(0, Math.min(SHOWN, Math.max(1, at - 1))) + "•••" + address.substring(at);
    }
}
