package dev.gatehouse.feature.users;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.AccountChange;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.administration.AccountAdministration;
import dev.gatehouse.domain.administration.AccountAdministration.Managed;
import dev.gatehouse.domain.administration.Actor;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.PageToken;
import dev.gatehouse.feature.PathIds;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Permissions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /users}: other people's accounts, for those who may see, change or remove them. */
public final class UsersRoom {
    private static final int SMALLEST_PAGE = 1;
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 200;
    private static final int SEARCH_LENGTH = 254;
    private static final int PAGE_LENGTH = 64;
    private static final int MOST_ROLES = 100;
    private static final int ROLE_LENGTH = 64;

    /** @param nextPage what to send as {@code page} for the accounts that follow; absent on the last page */
    record Page(List<ManagedView> users, @Nullable String nextPage) {}

    private final Database database;
    private final Accounts accounts;
    private final Roles roles;
    private final AccountAdministration administration;

    public UsersRoom(Database database, Accounts accounts, Roles roles, AccountAdministration administration) {
        this.database = database;
        this.accounts = accounts;
        this.roles = roles;
        this.administration = administration;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/users", "read:users", this::list);
        routes.guarded(Method.GET, "/users/{id}", "read:users", this::show);
        routes.guarded(Method.PATCH, "/users/{id}", "write:users", this::change);
        routes.guarded(Method.DELETE, "/users/{id}", "delete:users", this::delete);
    }

    private Response list(Request request, AuthContext caller) {
        Fields query = request.query();
        int size = (int) query.number("size", SMALLEST_PAGE, LARGEST_PAGE, USUAL_PAGE);
        String search = query.optionalText("search", SEARCH_LENGTH);
        String page = query.optionalText("page", PAGE_LENGTH);
        query.check();
        String prefix = search == null || search.isBlank() ? "" : searchKey(search);
        UUID after = page == null ? null : PageToken.read(page);
        return database.read(sql -> {
            List<Account> found = accounts.page(sql, prefix, after, size + 1);
            List<Account> shown = found.subList(0, Math.min(size, found.size()));
            Map<UUID, List<String>> held =
                    roles.ofAccounts(sql, shown.stream().map(Account::id).toList());
            String next = found.size() > size ? PageToken.write(shown.getLast().id()) : null;
            return Response.json(
                    200,
                    new Page(
                            shown.stream()
                                    .map(account -> ManagedView.of(account, held.getOrDefault(account.id(), List.of())))
                                    .toList(),
                            next));
        });
    }

    private Response show(Request request, AuthContext caller) {
        UUID id = PathIds.of(request);
        return database.read(sql -> {
            Account account = accounts.find(sql, id).orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND));
            return Response.json(200, ManagedView.of(account, roles.ofAccount(sql, id)));
        });
    }

    private Response change(Request request, AuthContext caller) {
        UUID id = PathIds.of(request);
        Fields body = request.json();
        Optional<Username> username = body.has("username") ? Optional.ofNullable(ProfileFields.username(body)) : null;
        Optional<EmailAddress> email = body.has("email") ? Optional.ofNullable(ProfileFields.email(body)) : null;
        Optional<String> name = body.has("name") ? Optional.ofNullable(ProfileFields.name(body)) : null;
        Account.Status status = status(body);
        List<String> wanted = body.has("roles") ? body.texts("roles", MOST_ROLES, ROLE_LENGTH) : null;
        boolean endSessions = body.flag("end_sessions");
        body.check();
        if (wanted != null) {
            caller.require(Permissions.EVERYTHING);
        }
        Managed changed = administration.change(
                Actor.of(caller, Origins.of(request)),
                id,
                new AccountChange(username, email, name, status),
                wanted,
                endSessions);
        return Response.json(200, ManagedView.of(changed.account(), changed.roles()));
    }

    private Response delete(Request request, AuthContext caller) {
        administration.delete(Actor.of(caller, Origins.of(request)), PathIds.of(request));
        return Response.noContent();
    }

    /** What keys begin with that somebody means who typed this: a whole name's key, or else its plain lower case. */
    private static String searchKey(String typed) {
        Identifier identifier = Identifier.of(typed);
        return identifier.kind() == Identifier.Kind.INVALID
                ? Normalizer.normalize(typed.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT)
                : identifier.key();
    }

    private static Account.@Nullable Status status(Fields body) {
        String given = body.optionalText("status", 16);
        return switch (given) {
            case null -> null;
            case "active" -> Account.Status.ACTIVE;
            case "disabled" -> Account.Status.DISABLED;
            default -> {
                body.refuse("status", "must be \"active\" or \"disabled\"");
                yield null;
            }
        };
    }
}
