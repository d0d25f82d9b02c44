package dev.gatehouse.domain.providers;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names that providers may have: they stand in addresses as {@code /auth/{provider}} and in tokens. */
public final class ProviderNames {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");

    /** What else stands or may come to stand under {@code /auth/}, and what tokens say of other ways in. */
    private static final Set<String> RESERVED = Set.of(
            "account",
            "admin",
            "apps",
            "callback",
            "change-email",
            "change-password",
            "consent",
            "data",
            "device",
            "email",
            "email-code",
            "events",
            "exchange",
            "forgot-password",
            "link",
            "links",
            "local",
            "login",
            "logout",
            "magic",
            "magic-link",
            "me",
            "mfa",
            "oauth",
            "passkey",
            "passkeys",
            "password",
            "providers",
            "recovery",
            "refresh",
            "reset-password",
            "sessions",
            "sign-in",
            "sign-out",
            "sign-up",
            "signin",
            "signup",
            "status",
            "token",
            "totp",
            "verify-email",
            "webauthn");

    private ProviderNames() {}

    /** Whether the name stands for something else. */
    public static boolean reserved(String name) {
        return RESERVED.contains(name);
    }

    /** Why a provider cannot have this name, as half a sentence; empty where it can. */
    static Optional<String> problem(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of("a provider's name is 1 to 32 of a-z, 0-9 and - and neither begins nor ends with -");
        }
        return reserved(name)
                ? Optional.of("no provider can be called " + name + ", which stands for something else")
                : Optional.empty();
    }
}
