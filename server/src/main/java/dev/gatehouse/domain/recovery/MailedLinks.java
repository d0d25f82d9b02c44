package dev.gatehouse.domain.recovery;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.links.OneTimeLinks.Link;
import dev.gatehouse.domain.links.OneTimeLinks.Purpose;
import dev.gatehouse.domain.signin.StandingProofs;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Links that lead into an account, for as long as it is what it was when they were made: one that has been disabled since, or
 * got another address or password, is not opened by them.
 */
public final class MailedLinks {
    /**
     * What a link is made for.
     *
     * @param address the key of the address that it is mailed to; null where it is handed over, which proves no address
     * @param removesFactors whether whoever follows it is rid of second factors and passkeys
     * @param actor who has it made; null where anybody may have asked for it
     */
    record Made(
            @Nullable String address,
            boolean removesFactors,
            @Nullable String actor,
            Onward leads) {
        /** For whoever reads this account's mail. */
        static Made mailed(Account account, Onward leads) {
            return new Made(key(account), false, null, leads);
        }
    }

    /** @param password the mark of the password that the account had then; null where it had none */
    record Target(Made made, @Nullable String password) {}

    /** An account that a link leads into still. */
    record Standing(Account account, Target target) {}

    /** More than strangers get letters while a link lives, by the limits as they ship: they end none that was mailed. */
    private static final int MOST = 25;

    private final Accounts accounts;
    private final Passwords passwords;
    private final OneTimeLinks links;

    public MailedLinks(Accounts accounts, Passwords passwords, OneTimeLinks links) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.links = links;
    }

    /**
     * Makes a link's secret for an account as it is now. Earlier ones go on working, since whoever asks may be a stranger;
     * of very many the oldest stop.
     */
    String issue(Transaction transaction, Purpose purpose, Account account, Made made, Duration life) {
        Target target = new Target(made, mark(transaction, account.id()));
        links.keepNewest(transaction, purpose, account.id(), MOST - 1);
        return links.add(transaction, purpose, account.id(), Json.text(target), life);
    }

    /** Where a link would lead now; leaves it as it is. */
    Optional<Standing> peek(Sql sql, Purpose purpose, String secret) {
        return links.peek(sql, purpose, secret).flatMap(link -> standing(sql, link));
    }

    /**
     * Uses a link up and all others for the same purpose, and holds its account's row until the transaction ends. The row
     * comes before the link, as with all that changes an account, so that nobody waits in a circle.
     */
    Optional<Standing> redeem(Transaction transaction, Purpose purpose, String secret) {
        return links.peek(transaction, purpose, secret)
                .map(Link::account)
                .filter(account -> accounts.touch(transaction, account))
                .flatMap(account -> links.redeem(transaction, purpose, secret))
                .flatMap(link -> standing(transaction, link))
                .map(standing -> {
                    links.withdraw(transaction, purpose, standing.account().id());
                    return standing;
                });
    }

    private Optional<Standing> standing(Sql sql, Link link) {
        UUID id = link.account();
        String payload = link.payload();
        if (id == null || payload == null) {
            return Optional.empty();
        }
        Target target = Json.read(payload.getBytes(StandardCharsets.UTF_8), Target.class);
        return accounts.find(sql, id)
                .filter(Account::active)
                .filter(account -> target.made.address == null || target.made.address.equals(key(account)))
                .filter(account -> Objects.equals(target.password, mark(sql, id)))
                .map(account -> new Standing(account, target));
    }

    /** The key of an account's address; null where it has none. */
    static @Nullable String key(Account account) {
        return account.email() == null ? null : Identifier.of(account.email()).key();
    }

    private @Nullable String mark(Sql sql, UUID account) {
        return passwords.find(sql, account).map(StandingProofs::mark).orElse(null);
    }
}
