package dev.gatehouse.domain.flow;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Signing in on our pages.
 *
 * @param returnTo the addresses that a sign-in may lead to, as they are compared: character by character
 * @param life from a sign-in's first page to its last
 */
public record FlowSettings(List<String> returnTo, Duration life) {
    private static final int LONGEST = 1_024;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Setting<List<String>> RETURN_TO = Setting.list(
            "signin.return_to",
            "",
            "Addresses of front ends that a sign-in on Gatehouse's pages may lead back to, such as"
                    + " https://app.example.com/signed-in; compared exactly, with nothing left out or added.");
    private static final Setting<Duration> LIFE = Setting.duration(
            "signin.flow_life",
            "1h",
            Duration.ofMinutes(1),
            Duration.ofDays(1),
            "How long a sign-in on Gatehouse's pages may take, from its first page to its last.");

    /** What an operator may set. */
    public static final RoomSettings<FlowSettings> SETTINGS = RoomSettings.of(
            "Sign-in pages",
            List.of(RETURN_TO, LIFE),
            values -> new FlowSettings(values.get(RETURN_TO), values.get(LIFE)));

    /** @throws IllegalArgumentException with a sentence for the operator */
    public FlowSettings {
        returnTo = List.copyOf(returnTo);
        requireFit(returnTo);
    }

    /** Whether a sign-in may lead there: whether exactly this address is registered. */
    public boolean allows(String address) {
        return returnTo.contains(address);
    }

    /** Where scripts cannot be smuggled in and nothing is sent in the clear but on the person's own machine. */
    private static void requireFit(List<String> addresses) {
        String faulty = addresses.stream().filter(address -> !fit(address)).collect(Collectors.joining(" and "));
        if (!faulty.isEmpty()) {
            throw new IllegalArgumentException("signin.return_to: given " + faulty + "; allowed: https addresses (http"
                    + " for localhost) with a path and without user, fragment, wildcard or dot segments");
        }
    }

    private static boolean fit(String address) {
        try {
            URI uri = new URI(address);
            String host = uri.getHost();
            boolean secure = "https".equals(uri.getScheme());
            boolean local = "http".equals(uri.getScheme()) && host != null && LOOPBACK.contains(host);
            return (secure || local)
                    && host != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && !uri.getRawPath().isEmpty()
                    && uri.normalize().equals(uri)
                    && address.length() <= LONGEST
                    && address.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '*' && c != '\\');
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
