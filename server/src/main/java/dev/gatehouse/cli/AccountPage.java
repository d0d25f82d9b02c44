package dev.gatehouse.cli;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.platform.json.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account as an operator sees it; the JSON has the names of {@code GET /users/{id}}. */
record AccountPage(
        UUID id,
        @Nullable String username,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        @Nullable String picture,
        String status,
        List<String> roles,
        Instant createdAt,
        Instant updatedAt,
        int sessions) {

    static AccountPage of(Account account, List<String> roles, int sessions) {
        return new AccountPage(
                account.id(),
                account.username(),
                account.email(),
                account.emailVerified(),
                account.name(),
                account.picture(),
                account.status().label(),
                roles,
                account.createdAt(),
                account.updatedAt(),
                sessions);
    }

    void printJson(PrintWriter out) {
        out.println(Json.text(this));
    }

    void print(PrintWriter out, Instant now) {
        new Table()
                .row("id", id.toString())
                .row("username", given(username))
                .row("email", email == null ? "-" : email + (emailVerified ? " (verified)" : " (not verified)"))
                .row("name", given(name))
                .row("status", status)
                .row("roles", roles.isEmpty() ? "-" : String.join(", ", roles))
                .row("sessions", Integer.toString(sessions))
                .row("created", Words.moment(createdAt, now))
                .row("changed", Words.moment(updatedAt, now))
                .print(out);
    }

    private static String given(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
