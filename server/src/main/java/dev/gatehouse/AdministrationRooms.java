package dev.gatehouse;

import dev.gatehouse.domain.administration.AccountAdministration;
import dev.gatehouse.domain.administration.ProviderAdministration;
import dev.gatehouse.domain.administration.RoleAdministration;

/** What administrators may change. */
final class AdministrationRooms {
    final AccountAdministration accounts;
    final RoleAdministration roles;
    final ProviderAdministration providers;

    /** @param rooms all that come before these are there */
    AdministrationRooms(Rooms rooms) {
        accounts = new AccountAdministration(new AccountAdministration.Needs(
                rooms.database,
                rooms.accounts,
                rooms.roles,
                rooms.sessions,
                rooms.revocations,
                rooms.links,
                rooms.verification.given::given,
                rooms.audit));
        roles = new RoleAdministration(rooms.database, rooms.accounts, rooms.roles, rooms.sessions, rooms.audit);
        providers = new ProviderAdministration(new ProviderAdministration.Needs(
                rooms.database, rooms.providers, rooms.identities, rooms.sessions, rooms.audit));
    }
}
