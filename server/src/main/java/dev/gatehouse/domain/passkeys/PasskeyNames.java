package dev.gatehouse.domain.passkeys;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a passkey is called until its owner calls it something else: what keeps it, or where it was made. */
final class PasskeyNames {
    private static final int LONGEST = 64;
    private static final String OTHER = "Passkey";

    /** The managers that most passkeys are kept by, by the AAGUID that each of them publishes. */
    private static final Map<String, String> MANAGERS = Map.ofEntries(
            Map.entry("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "Google Password Manager"),
            Map.entry("adce0002-35bc-c60a-648b-0b25f1f05503", "Chrome on Mac"),
            Map.entry("08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello"),
            Map.entry("9ddd1817-af5a-4672-a2b9-3e3dd95000a9", "Windows Hello"),
            Map.entry("6028b017-b1d4-4c02-b4b3-afcdafc96bb2", "Windows Hello"),
            Map.entry("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "Apple Passwords"),
            Map.entry("dd4ec289-e01d-41c9-bb89-70fa845d4bf2", "Apple Passwords"),
            Map.entry("53414d53-554e-4700-0000-000000000000", "Samsung Pass"),
            Map.entry("bada5566-a7aa-401f-bd96-45619a55120d", "1Password"),
            Map.entry("d548826e-79b4-db40-a3d8-11116f7e8349", "Bitwarden"),
            Map.entry("531126d6-e717-415c-9320-3d9aa6981239", "Dashlane"),
            Map.entry("fdb141b2-5d84-443e-8a35-4698c205a502", "KeePassXC"),
            Map.entry("50726f74-6f6e-5061-7373-50726f746f6e", "Proton Pass"),
            Map.entry("b84e4048-15dc-4dd0-8640-f4f60813c8af", "NordPass"),
            Map.entry("0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6", "Keeper"));

    /** How browsers call the system that they run on, the more particular first. */
    private static final List<Map.Entry<String, String>> SYSTEMS = List.of(
            Map.entry("iPhone", "iPhone"),
            Map.entry("iPad", "iPad"),
            Map.entry("Android", "Android"),
            Map.entry("CrOS", "ChromeOS"),
            Map.entry("Windows", "Windows"),
            Map.entry("Macintosh", "Mac"),
            Map.entry("Linux", "Linux"));

    private PasskeyNames() {}

    /** A name that none of the others has. */
    static String suggested(UUID model, @Nullable String userAgent, List<Passkey> others) {
        String name = MANAGERS.getOrDefault(model.toString(), system(userAgent));
        String free = name;
        for (int number = 2; taken(free, others); number++) {
            free = name + " " + number;
        }
        return free;
    }

    /** What its owner calls it, fit to be kept; null where that is nothing. */
    static @Nullable String chosen(@Nullable String wanted) {
        String name = wanted == null ? "" : wanted.strip();
        if (name.isEmpty()) {
            return null;
        }
        return name.codePointCount(0, name.length()) <= LONGEST
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST));
    }

    private static boolean taken(String name, List<Passkey> others) {
        return others.stream().anyMatch(other -> other.name().equals(name));
    }

    private static String system(@Nullable String userAgent) {
        return SYSTEMS.stream()
                .filter(system -> userAgent != null && userAgent.contains(system.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHER);
    }
}
