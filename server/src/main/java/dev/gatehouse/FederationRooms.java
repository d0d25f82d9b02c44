package dev.gatehouse;

import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.identities.FederatedAccounts;
import dev.gatehouse.domain.identities.GivingWay;
import dev.gatehouse.domain.identities.ProviderAccess;
import dev.gatehouse.domain.identities.ProviderAccess.Renewal;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.upstream.Upstream;
import dev.gatehouse.domain.upstream.UpstreamFailure;
import java.security.SecureRandom;

/** What the server decides about people who come from other providers; built last, of all the other rooms. */
final class FederationRooms {
    final FederatedAccounts accounts;
    final GivingWay givingWay;
    final AccountLinks links;
    final ProviderAccess access;

    /** @param rooms all that come before these are there */
    FederationRooms(Rooms rooms, SecureRandom random) {
        givingWay = new GivingWay(new GivingWay.Needs(
                rooms.accounts,
                rooms.identities,
                rooms.passwords,
                rooms.roles,
                rooms.sessions,
                rooms.revocations,
                rooms.links,
                rooms.factors::forget,
                rooms.audit,
                random));
        accounts = new FederatedAccounts(new FederatedAccounts.Needs(
                rooms.database,
                rooms.identities,
                rooms.providers,
                rooms.accounts,
                rooms.passwords,
                rooms.roles,
                givingWay,
                rooms.audit,
                rooms.seals,
                rooms.clock,
                random));
        links = new AccountLinks(new AccountLinks.Needs(
                rooms.database,
                rooms.identities,
                rooms.providers,
                rooms.accounts,
                rooms.passwords,
                rooms.passkeys.waysLeft,
                rooms.sessions,
                rooms.audit,
                rooms.seals,
                rooms.clock,
                random));
        Upstream upstream = rooms.upstream;
        access = new ProviderAccess(new ProviderAccess.Needs(
                rooms.database,
                rooms.identities,
                rooms.providers,
                rooms.accounts,
                rooms.audit,
                rooms.seals,
                (provider, refreshToken) -> renewed(upstream, provider, refreshToken),
                rooms.clock));
    }

    private static Renewal renewed(Upstream upstream, Provider provider, String refreshToken) {
        try {
            return new Renewal.Renewed(upstream.refresh(provider, refreshToken));
        } catch (UpstreamFailure failure) {
            String note = String.valueOf(failure.getMessage());
            return switch (failure.reason()) {
                case DENIED_BY_PERSON, DENIED_BY_PROVIDER -> new Renewal.Denied(note);
                case UNREACHABLE, MISBEHAVED -> new Renewal.Failed(note);
            };
        }
    }
}
