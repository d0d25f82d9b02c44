package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.flow.Flow.Anew;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.FactorRules;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.platform.http.Handler;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.SameOrigin;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
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

    /** What all the pages need. */
    public record Needs(
            HostedDesk desk, Database database, Function<UUID, Optional<Account>> find, FactorRules rules) {}

    private final Needs needs;
    private final HostedDesk desk;
    private final FlowDesk flows;

    public AccountDesk(Needs needs) {
        this.needs = needs;
        this.desk = needs.desk();
        this.flows = desk.flows();
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

    /**
     * The same where a second factor was shown, if the account has one that is asked for: a browser that was spared it has
     * not.
     */
    Handler strong(String path, Page page) {
        return fresh(path, (request, owner) -> {
            boolean strong = needs.database().<Boolean>read(sql -> needs.rules()
                    .strong(sql, owner.id(), owner.session().how()));
            return strong ? page.of(request, owner) : againWithBoth(owner.visitor(), owner.session(), path);
        });
    }

    /** Throws where somebody is not the owner any more, whose row is held. */
    void requireOwner(Transaction transaction, Owner owner) {
        needs.rules().requireOwner(transaction, owner.id(), owner.session().id());
    }

    /** The same for whoever only reads. */
    void requireOwnerNow(Sql sql, Owner owner) {
        needs.rules().requireOwnerNow(sql, owner.id(), owner.session().id());
    }

    /** For whoever has signed in a moment ago, by a form that has to come from a page of this server. */
    Handler submitted(String path, Page page) {
        return desk.refusing(request -> {
            SameOrigin.require(request);
            return answered(request, true, path, page);
        });
    }

    /** For whoever is signed in, by a form that has to come from a page of this server. */
    Handler sent(String path, Page page) {
        return desk.refusing(request -> {
            SameOrigin.require(request);
            return answered(request, false, path, page);
        });
    }

    /** Whether somebody has signed in a moment ago. */
    boolean fresh(Owner owner) {
        return flows.freshness().holds(owner.session());
    }

    private Response answered(Request request, boolean fresh, String path, Page page) {
        Visitor visitor = flows.visitor(request);
        Optional<Owner> owner =
                owner(visitor).filter(found -> !fresh || flows.freshness().holds(found.session()));
        if (owner.isEmpty()) {
            return again(visitor, visitor.session(), Continuation.own(path), fresh);
        }
        return flows.catchUp(request, visitor, owner.get().session(), path)
                .orElseGet(() -> flows.answer(visitor, page.of(request, owner.get())));
    }

    /** Whoever is signed in here. */
    Optional<Owner> owner(Visitor visitor) {
        Session session = visitor.session();
        return session == null
                ? Optional.empty()
                : needs.find().apply(session.account()).map(account -> new Owner(visitor, session, account));
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
