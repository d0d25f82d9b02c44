package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.flow.Flow.Anew;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.platform.http.Handler;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.SameOrigin;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all pages of an account share: whose it is, and that whoever changes something has proved a moment ago who they are,
 * or does so first and comes back.
 */
public final class AccountDesk {
    /** Where an account's pages begin. */
    public static final String HOME = "/account";

    /** Somebody on a page of their own account. */
    public record Owner(Visitor visitor, Session session, Account account) {
        /** The account's id. */
        public UUID id() {
            return account.id();
        }
    }

    /** Answers an account's owner. */
    @FunctionalInterface
    public interface Page {
        Response of(Request request, Owner owner);
    }

    private final HostedDesk desk;
    private final FlowDesk flows;
    private final Function<UUID, Optional<Account>> find;

    public AccountDesk(HostedDesk desk, Function<UUID, Optional<Account>> find) {
        this.desk = desk;
        this.flows = desk.flows();
        this.find = find;
    }

    HostedDesk desk() {
        return desk;
    }

    /** For whoever is signed in; others sign in, and come to {@code path}. */
    Handler shown(String path, Page page) {
        return desk.refusing(request -> answered(request, false, path, page));
    }

    /** For whoever has signed in a moment ago; others do so, and come to {@code path}. */
    Handler fresh(String path, Page page) {
        return desk.refusing(request -> answered(request, true, path, page));
    }

    /** The same for a form, which has to come from a page of this server. */
    Handler submitted(String path, Page page) {
        return desk.refusing(request -> {
            SameOrigin.require(request);
            return answered(request, true, path, page);
        });
    }

    private Response answered(Request request, boolean fresh, String path, Page page) {
        Visitor visitor = flows.visitor(request);
        Optional<Owner> owner = owner(visitor).filter(found -> !fresh || flows.fresh(found.session()));
        return owner.isPresent()
                ? flows.answer(visitor, page.of(request, owner.get()))
                : again(visitor, visitor.session(), Continuation.own(path), fresh);
    }

    /** Whoever is signed in here. */
    Optional<Owner> owner(Visitor visitor) {
        Session session = visitor.session();
        return session == null
                ? Optional.empty()
                : find.apply(session.account()).map(account -> new Owner(visitor, session, account));
    }

    /** To prove once more who they are, and back. */
    Response again(Visitor visitor, @Nullable Session session, String path) {
        return again(visitor, session, Continuation.own(path), true);
    }

    /** The same with a second factor, also where the browser is remembered. */
    Response againWithBoth(Visitor visitor, Session session, String path) {
        return again(visitor, session, Continuation.own(path).reaching(AuthenticationEvent.TWO_FACTORS), true);
    }

    /** Whoever is not signed in comes in first, by whatever they have: what that is not enough for is asked for then. */
    private Response again(Visitor visitor, @Nullable Session session, Continuation to, boolean fresh) {
        UUID required = session == null ? null : session.account();
        Anew anew = session == null ? Anew.WISHED : Anew.REQUIRED;
        return flows.goTo(visitor, "/sign-in", flows.start(fresh ? to.proven(anew) : to, required));
    }
}
