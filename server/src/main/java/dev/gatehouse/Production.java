package dev.gatehouse;

import dev.gatehouse.domain.assurance.AssuranceSettings;
import dev.gatehouse.domain.breaches.BreachSettings;
import dev.gatehouse.domain.credentials.Argon2Parameters;
import dev.gatehouse.domain.credentials.PasswordSettings;
import dev.gatehouse.domain.factors.FactorSettings;
import dev.gatehouse.domain.recovery.RecoverySettings;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.domain.signin.SignIns;
import dev.gatehouse.domain.tokens.TokenSettings;
import dev.gatehouse.domain.verification.Demand;
import dev.gatehouse.domain.verification.VerificationSettings;
import dev.gatehouse.domain.webhooks.WebhookSettings;
import dev.gatehouse.feature.metrics.MetricsSettings;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.logging.LogLevel;
import dev.gatehouse.platform.logging.LogSettings;
import dev.gatehouse.platform.mail.MailSettings;
import dev.gatehouse.platform.outgoing.OutgoingSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What {@code serve} asks of settings beyond that they fit: a sentence for each that is not safe or not wise, which says
 * how to mend it.
 */
final class Production {
    /** KiB times passes: the cheapest of the parameters that OWASP's password storage sheet calls equal, m=7168, t=5. */
    private static final long LEAST_COST = 7_168L * 5;

    private Production() {}

    /** What keeps the server from starting. */
    static List<String> refusals(Values settings) {
        List<String> refusals = new ArrayList<>();
        ServerSettings server = settings.room(ServerSettings.SETTINGS);
        plainHttp(server, refusals);
        server.trustedProxies().stream()
                .filter(network -> network.strip().endsWith("/0"))
                .forEach(network -> refusals.add("proxy.trusted: given " + network
                        + ", which lets everybody claim any address and so escape all limits;"
                        + " name the addresses of your proxies alone"));
        server.corsOrigins().stream()
                .filter(Production::plainAndElsewhere)
                .forEach(origin -> refusals.add("cors.origins: given " + origin
                        + ", whose pages can be changed on their way and would call this server"
                        + " as the person who reads them; serve that front end by https and name that address"));
        if (settings.room(MetricsSettings.SETTINGS).open()) {
            refusals.add("metrics.open: on, which tells everybody how busy the server is and what fails;"
                    + " set metrics.token instead");
        }
        VerificationSettings verification = settings.room(VerificationSettings.SETTINGS);
        if (verification.demand().filter(Demand.REQUIRED::equals).isPresent()
                && !settings.room(MailSettings.SETTINGS).configured()) {
            refusals.add("signup.verify_email: required, while no letter can leave, so that nobody could sign up;"
                    + " set mail.smtp.host, or signup.verify_email to off");
        }
        neverAsked(settings, refusals);
        Argon2Parameters argon2 = settings.room(PasswordSettings.SETTINGS).argon2();
        if ((long) argon2.memory() * argon2.passes() < LEAST_COST) {
            refusals.add("passwords.argon2: given " + argon2
                    + ", which is too cheap to guess against; use at least m=7168,t=5,p=1 or m=19456,t=2,p=1");
        }
        return refusals;
    }

    /** What an operator should know of, and may want all the same. */
    static List<String> warnings(Values settings) {
        List<String> warnings = new ArrayList<>();
        ServerSettings server = settings.room(ServerSettings.SETTINGS);
        unlimited(settings, warnings);
        if (server.http().publiclySecure() && server.trustedProxies().isEmpty()) {
            warnings.add("public_url is https, so a proxy ends TLS, but proxy.trusted names none:"
                    + " limits and audit take all clients for that proxy");
        }
        if (settings.room(VerificationSettings.SETTINGS)
                        .demand()
                        .filter(Demand.ASKED::equals)
                        .isPresent()
                && !settings.room(MailSettings.SETTINGS).configured()) {
            warnings.add("signup.verify_email is asked, but mail.smtp.host is not set: no letter can ask anybody");
        }
        unmailed(settings, warnings);
        if (!settings.room(PasskeyRooms.SETTINGS).possible()) {
            warnings.add("public_url is " + server.publicUrl()
                    + ": passkeys belong to names, so that nobody can make or use one here");
        }
        TokenSettings tokens = settings.room(TokenSettings.SETTINGS);
        if (tokens.refreshTtl().compareTo(tokens.longestAccess()) <= 0) {
            warnings.add("tokens.refresh.ttl does not outlive every access token (tokens.access.ttl):"
                    + " a client that refreshes when its token has ended comes too late, and the person signs in anew");
        }
        settings.room(AssuranceSettings.SETTINGS).clients().stream()
                .filter(client -> !client.equals(SignIns.FIRST_PARTY))
                .sorted()
                .forEach(client -> warnings.add("mfa.required_clients: there is no client " + client
                        + ", so nobody has to show a second factor for it"));
        if (settings.room(LogSettings.SETTINGS).level().compareTo(LogLevel.INFO) > 0) {
            warnings.add("log.level is below info: a line for each request, with the client's address");
        }
        settings.room(OutgoingSettings.SETTINGS)
                .allowPrivate()
                .forEach(host -> warnings.add("outgoing.allow_private: " + host
                        + " is asked wherever its name leads in your networks, by http too if its address says so;"
                        + " keep it to hosts that are yours"));
        server.databaseUrl()
                .filter(Production::unverified)
                .ifPresent(
                        url -> warnings.add(
                                "database.url: " + url
                                        + " does not check whom it talks to; add sslmode=verify-full where the network is not yours alone"));
        return warnings;
    }

    /** What would fail at every single request, and of passwords let breached ones through. */
    private static void neverAsked(Values settings, List<String> refusals) {
        Map<String, URI> asked =
                new TreeMap<>(settings.room(WebhookSettings.SETTINGS).addresses());
        settings.room(BreachSettings.SETTINGS).api().ifPresent(api -> asked.put("passwords.breached_api", api));
        OutgoingSettings outgoing = settings.room(OutgoingSettings.SETTINGS);
        asked.forEach((setting, address) ->
                outgoing.refuses(address).ifPresent(why -> refusals.add(setting + ": given " + address + "; " + why)));
    }

    /**
     * What a slip of the pen would leave open: roles that have to show two factors, and are none.
     *
     * @param there whether there is a role of this name
     */
    static List<String> unknownRoles(Values settings, Predicate<String> there) {
        return settings.room(AssuranceSettings.SETTINGS).roles().stream()
                .filter(there.negate())
                .sorted()
                .map(role -> "mfa.required_roles: there is no role " + role
                        + ", so nobody has to show a second factor for it")
                .toList();
    }

    /** What people would choose, and then wait for in vain. */
    private static void unmailed(Values settings, List<String> warnings) {
        if (settings.room(MailSettings.SETTINGS).configured()) {
            return;
        }
        RecoverySettings recovery = settings.room(RecoverySettings.SETTINGS);
        Map<String, Boolean> mailed = new TreeMap<>(Map.of(
                "signin.magic_link", recovery.magicLink(),
                "signin.email_code", recovery.emailCode(),
                "mfa.email_codes", settings.room(FactorSettings.SETTINGS).emailCodes()));
        mailed.forEach((setting, on) -> {
            if (on) {
                warnings.add(setting + " is on, but mail.smtp.host is not set: no letter can leave");
            }
        });
    }

    /** Limits that are off, in the order in which somebody comes to them. */
    private static void unlimited(Values settings, List<String> warnings) {
        SignInLimits signIns = settings.room(SignInLimits.SETTINGS);
        FactorSettings factors = settings.room(FactorSettings.SETTINGS);
        RecoverySettings mailed = settings.room(RecoverySettings.SETTINGS);
        VerificationSettings verification = settings.room(VerificationSettings.SETTINGS);
        Map<String, Optional<Rate>> rates = new LinkedHashMap<>();
        rates.put("limits.login is off: nothing slows down those who guess passwords", signIns.login());
        rates.put("limits.login_address is off: one address may try many accounts", signIns.loginAddress());
        rates.put("limits.signup is off: one address may make any number of accounts", signIns.signup());
        rates.put(
                "limits.second_factor is off: nothing slows down those who guess second factors",
                factors.secondFactor());
        rates.put(
                "limits.second_factor_address is off: one address may try second factors of many accounts",
                factors.secondFactorAddress());
        rates.put(
                "limits.second_factor_mail is off: whoever has a password has any number of codes mailed to its owner",
                factors.secondFactorMail());
        rates.put(
                "limits.recovery is off: one address may have any number of letters sent to an account",
                mailed.recovery());
        rates.put(
                "limits.recovery_address is off: one address may have letters sent to many accounts",
                mailed.recoveryAddress());
        rates.put("limits.mail_account is off: many together may fill somebody's mailbox", mailed.account());
        rates.put(
                "limits.verification is off: any number of letters may ask one account to verify its address",
                verification.letters());
        rates.forEach((warning, rate) -> {
            if (rate.isEmpty()) {
                warnings.add(warning);
            }
        });
    }

    /** Plain http is for this machine alone: passwords and tokens would be readable on the way. */
    private static void plainHttp(ServerSettings server, List<String> refusals) {
        if (server.http().publiclySecure()) {
            return;
        }
        if (!loopback(server.publicUrl().getHost())) {
            refusals.add("public_url: given " + server.publicUrl() + ", which sends passwords and tokens in the clear;"
                    + " set it to the https address that clients use, with a proxy that ends TLS before this server");
        } else if (!loopback(server.host())) {
            refusals.add(
                    "public_url: given " + server.publicUrl() + " while the server listens beyond this machine (host "
                            + server.host() + "); set it to the https address that clients use, or host to localhost");
        }
    }

    private static boolean plainAndElsewhere(String origin) {
        URI uri = URI.create(origin);
        return "http".equalsIgnoreCase(uri.getScheme()) && !loopback(uri.getHost());
    }

    private static boolean unverified(String url) {
        if (url.toLowerCase(Locale.ROOT).contains("sslmode=verify-full")) {
            return false;
        }
        try {
            URI uri = new URI(url.substring("jdbc:".length()));
            // Without a host the driver means this machine; of several hosts none is looked at.
            return uri.getRawAuthority() != null && !loopback(uri.getHost());
        } catch (URISyntaxException readByTheDriverAlone) {
            return true;
        }
    }

    /** Names but localhost are not looked up: what they mean may change. */
    private static boolean loopback(@Nullable String host) {
        if (host == null || host.equals("localhost")) {
            return host != null;
        }
        try {
            boolean literal = host.contains(":") || Character.isDigit(host.charAt(0));
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
