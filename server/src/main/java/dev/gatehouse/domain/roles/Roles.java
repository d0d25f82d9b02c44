package dev.gatehouse.domain.roles;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.guard.Permissions;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Listener;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Roles, what they may do, and who has them. There are few roles, so all of them are kept in memory to be listed; every
 * node reads them again when one of them changes. What an account may do is asked of the database.
 */
public final class Roles {
    /** The role of those who may do everything. */
    public static final String ADMIN = "admin";

    /** The role that everybody has who signs up. */
    public static final String FIRST = "user";

    private static final String CHANNEL = "roles";

    /**
     * What an account has.
     *
     * @param roles the names of its roles, sorted
     * @param permissions what they permit together, sorted
     */
    public record Granted(List<String> roles, SortedSet<String> permissions) {
        /** What {@link #of} reads, in a statement that reads {@code accounts}. No name has a space in it. */
        public static final String COLUMNS = ROLES + """
                , (SELECT string_agg(p.permission, ' ')
                 FROM account_roles g JOIN role_permissions p ON p.role = g.role
                 WHERE g.account_id = accounts.id) AS permissions""";

        /** Reads {@link #COLUMNS}; for statements that ask for an account together with what belongs to it. */
        public static Granted of(Row row) {
            return new Granted(List.copyOf(names(row, "roles")), names(row, "permissions"));
        }

        static SortedSet<String> names(Row row, String column) {
            String text = row.optionalText(column);
            return text == null ? new TreeSet<>() : new TreeSet<>(List.of(text.split(" ", -1)));
        }
    }

    /** An account with the names of its roles, sorted. */
    public record Holder(Account account, List<String> roles) {}

    /** All roles by their names, and what they permit together. */
    private record Known(Map<String, Role> roles, SortedSet<String> permissions) {
        static final Known NOTHING = new Known(Map.of(), Collections.emptySortedSet());

        static Known of(Map<String, Role> roles) {
            SortedSet<String> permissions = new TreeSet<>();
            roles.values().forEach(role -> permissions.addAll(role.permissions()));
            return new Known(roles, Collections.unmodifiableSortedSet(permissions));
        }
    }

    private static final String ROLES =
            "(SELECT string_agg(g.role, ' ') FROM account_roles g WHERE g.account_id = accounts.id) AS roles";
    private static final String GRANTED_TO = "SELECT %s FROM accounts WHERE id = ?".formatted(Granted.COLUMNS);
    private static final String HOLDER = "SELECT %s, %s FROM accounts WHERE id = ?".formatted(Account.COLUMNS, ROLES);

    private final Database database;
    private final InstantSource clock;
    private volatile Known known = Known.NOTHING;

    public Roles(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        database.subscribe(CHANNEL, Listener.reloading(this::reload));
        reload();
    }

    /** Every role, sorted by name. */
    public List<Role> all() {
        return List.copyOf(known.roles().values());
    }

    /** The role of this name. */
    public Optional<Role> find(String name) {
        return Optional.ofNullable(known.roles().get(name));
    }

    /** Every permission that some role gives, sorted: what there is to be asked for. */
    public SortedSet<String> permissions() {
        return known.permissions();
    }

    /** Makes a role; false where one of this name is there. */
    public boolean create(Transaction transaction, Role role) {
        int made = transaction.update(
                "INSERT INTO roles (name, description, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
                role.name(),
                role.description(),
                clock.instant());
        if (made == 0) {
            return false;
        }
        writePermissions(transaction, role);
        return true;
    }

    /** Gives a role its new description and permissions; false where there is none of this name. */
    public boolean replace(Transaction transaction, Role role) {
        int changed =
                transaction.update("UPDATE roles SET description = ? WHERE name = ?", role.description(), role.name());
        if (changed == 0) {
            return false;
        }
        transaction.update("DELETE FROM role_permissions WHERE role = ?", role.name());
        writePermissions(transaction, role);
        return true;
    }

    /** Removes a role, also from those who have it; false where there is none of this name. */
    public boolean remove(Transaction transaction, String name) {
        boolean removed = transaction.update("DELETE FROM roles WHERE name = ?", name) > 0;
        transaction.announce(CHANNEL, name);
        return removed;
    }

    /** The names of an account's roles, sorted. */
    public List<String> ofAccount(Sql sql, UUID account) {
        return sql.list(
                "SELECT role FROM account_roles WHERE account_id = ? ORDER BY role", row -> row.text("role"), account);
    }

    /**
     * What an account may do at this moment, by its roles. Asked of the database, where the names of roles and what they
     * permit are of one moment: what this node remembers may be older than a change that another node has answered.
     */
    public Granted grantedTo(Sql sql, UUID account) {
        return sql.one(GRANTED_TO, Granted::of, account).orElseGet(() -> new Granted(List.of(), new TreeSet<>()));
    }

    /** An account and its roles, read at one moment; empty where there is none. */
    public Optional<Holder> holder(Sql sql, UUID account) {
        return sql.one(HOLDER, row -> new Holder(Account.of(row), List.copyOf(Granted.names(row, "roles"))), account);
    }

    /** The names of the roles of many accounts, each list sorted; an account without roles is absent. */
    public Map<UUID, List<String>> ofAccounts(Sql sql, List<UUID> accounts) {
        record Held(UUID account, String role) {}
        Map<UUID, List<String>> roles = new TreeMap<>();
        if (accounts.isEmpty()) {
            return roles;
        }
        String places = "?, ".repeat(accounts.size() - 1) + "?";
        sql.list(
                        "SELECT account_id, role FROM account_roles WHERE account_id IN (%s) ORDER BY role"
                                .formatted(places),
                        row -> new Held(row.id("account_id"), row.text("role")),
                        accounts.toArray())
                .forEach(held -> roles.computeIfAbsent(held.account(), id -> new ArrayList<>())
                        .add(held.role()));
        return roles;
    }

    /** The accounts that have this role, in the order of their ids: the one order in which their rows are locked. */
    public List<UUID> holders(Sql sql, String role) {
        return sql.list(
                "SELECT account_id FROM account_roles WHERE role = ? ORDER BY account_id",
                row -> row.id("account_id"),
                role);
    }

    /** Gives an account one more role; a role that is not there is not given. */
    public void grant(Transaction transaction, UUID account, String role) {
        transaction.update("""
                INSERT INTO account_roles (account_id, role, granted_at) SELECT ?, name, ? FROM roles WHERE name = ?
                ON CONFLICT (account_id, role) DO NOTHING""", account, clock.instant(), role);
    }

    /** Takes a role from an account; false where it did not have it. */
    public boolean withdraw(Transaction transaction, UUID account, String role) {
        return transaction.update("DELETE FROM account_roles WHERE account_id = ? AND role = ?", account, role) > 0;
    }

    /** Gives an account exactly these roles. */
    public void assign(Transaction transaction, UUID account, Collection<String> roles) {
        transaction.update("DELETE FROM account_roles WHERE account_id = ?", account);
        roles.forEach(role -> grant(transaction, account, role));
    }

    /** Whether some active account may still do everything: asked before a change that could take that away is kept. */
    public boolean somebodyAdministers(Transaction transaction) {
        // Two administrators who remove each other meet at these rows: the second sees what the first has done.
        transaction.update("""
                UPDATE roles SET name = name
                WHERE name IN (SELECT role FROM role_permissions WHERE permission = ?)""", Permissions.EVERYTHING);
        return hasAdministrator(transaction);
    }

    /** Whether some active account may do everything, as far as this moment shows. */
    public boolean hasAdministrator(Sql sql) {
        return sql.one("""
                        SELECT 1 AS found FROM account_roles ar
                        JOIN role_permissions rp ON rp.role = ar.role AND rp.permission = ?
                        JOIN accounts a ON a.id = ar.account_id AND a.status = 'active'
                        LIMIT 1""", row -> row.number("found"), Permissions.EVERYTHING).isPresent();
    }

    private void writePermissions(Transaction transaction, Role role) {
        for (String permission : role.permissions()) {
            transaction.update(
                    "INSERT INTO role_permissions (role, permission) VALUES (?, ?)", role.name(), permission);
        }
        transaction.announce(CHANNEL, role.name());
    }

    private void reload() {
        record Line(
                String role, String description, @Nullable String permission) {}
        Map<String, Role> roles = new TreeMap<>();
        database.read(sql -> sql.list(
                        """
                        SELECT r.name, r.description, p.permission
                        FROM roles r LEFT JOIN role_permissions p ON p.role = r.name""",
                        row -> new Line(row.text("name"), row.text("description"), row.optionalText("permission"))))
                .forEach(line -> roles.merge(
                        line.role(),
                        new Role(
                                line.role(),
                                line.description(),
                                line.permission() == null ? List.of() : List.of(line.permission())),
                        (one, other) -> new Role(
                                one.name(),
                                one.description(),
                                Stream.concat(one.permissions().stream(), other.permissions().stream())
                                        .toList())));
        known = Known.of(roles);
    }
}
