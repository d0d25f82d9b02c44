package dev.gatehouse.domain.providers;

import dev.gatehouse.platform.config.Misfits;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What was given for a provider, over what its preset has; and what does not fit of it, a sentence each. */
final class Texts {
    private static final int LONGEST_SHOWN = 120;
    private static final int LONGEST_ADDRESS = 512;

    private final Map<ProviderKey, String> given = new EnumMap<>(ProviderKey.class);
    private final Map<ProviderKey, String> texts = new EnumMap<>(ProviderKey.class);
    private final String beginning;
    private final List<String> sentences = new ArrayList<>();
    private @Nullable Preset preset;

    Texts(Map<ProviderKey, String> given, String beginning) {
        given.forEach((key, text) -> {
            if (!text.isBlank()) {
                this.given.put(key, text.strip());
            }
        });
        this.beginning = beginning;
    }

    void beginWith(Preset chosen) {
        preset = chosen;
        texts.putAll(chosen.usual());
        texts.putAll(given);
    }

    /** Keys that mean nothing for such a provider are a mistake. */
    void refuseStrangers() {
        Preset of = known();
        for (ProviderKey key : given.keySet()) {
            if (!of.takes(key)) {
                say(name(key) + ": means nothing for the preset " + of.name() + "; leave it out");
            }
        }
    }

    /** Puts the base address and the tenant where the preset's texts ask for them. */
    void fillIn(@Nullable String tenant) {
        URI address = address(ProviderKey.BASE_URL, false);
        String text = get(ProviderKey.BASE_URL);
        Preset of = known();
        String base =
                address == null || text == null ? of.usual().get(ProviderKey.BASE_URL) : text.replaceFirst("/+$", "");
        for (ProviderKey key : of.usual().keySet()) {
            String usual = of.usual(key, base, tenant);
            if (!given.containsKey(key) && usual != null) {
                texts.put(key, usual);
            }
        }
    }

    private Preset known() {
        if (preset == null) {
            throw new IllegalStateException("no preset yet");
        }
        return preset;
    }

    @Nullable
    String given(ProviderKey key) {
        return given.get(key);
    }

    @Nullable
    String get(ProviderKey key) {
        return texts.get(key);
    }

    String orEmpty(ProviderKey key) {
        return texts.getOrDefault(key, "");
    }

    void want(ProviderKey key) {
        if (!texts.containsKey(key)) {
            say(name(key) + ": not given; allowed: " + key.allowed());
        }
    }

    boolean flag(ProviderKey key, boolean usual) {
        String text = texts.get(key);
        if (text == null) {
            return usual;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> {
                misfit(key);
                yield usual;
            }
        };
    }

    <E extends Enum<E>> E choice(ProviderKey key, E usual) {
        String text = texts.get(key);
        if (text == null) {
            return usual;
        }
        return Arrays.stream(usual.getDeclaringClass().getEnumConstants())
                .filter(constant -> constant.name().replace('_', '-').equalsIgnoreCase(text))
                .findFirst()
                .orElseGet(() -> {
                    misfit(key);
                    return usual;
                });
    }

    @Nullable
    String matching(ProviderKey key, Pattern pattern) {
        String text = texts.get(key);
        return text == null || pattern.matcher(text).matches() ? text : misfit(key);
    }

    List<String> list(ProviderKey key) {
        String text = texts.get(key);
        if (text == null) {
            return List.of();
        }
        List<String> items =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (items.stream().anyMatch(String::isEmpty)) {
            misfit(key);
        }
        return items;
    }

    /** An absolute address of the web without user and fragment. */
    @Nullable
    URI address(ProviderKey key, boolean mayHaveQuery) {
        String text = texts.get(key);
        if (text == null) {
            return null;
        }
        try {
            URI address = URI.create(text.replace(Provider.TENANT_ID, "tenantid"));
            boolean web = "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            boolean plain = address.getRawUserInfo() == null
                    && address.getRawFragment() == null
                    && (mayHaveQuery || address.getRawQuery() == null);
            if (web && plain && address.getHost() != null && text.length() <= LONGEST_ADDRESS) {
                return address;
            }
        } catch (IllegalArgumentException noAddress) {
            // said below
        }
        misfit(key);
        return null;
    }

    /** {@code a=b,c=d} in its order. */
    Map<String, String> pairs(ProviderKey key, boolean lastEquals) {
        String text = given.get(key);
        if (text == null) {
            return Map.of();
        }
        try {
            return pairs(text, lastEquals);
        } catch (IllegalArgumentException malformed) {
            misfit(key);
            return Map.of();
        }
    }

    /** @param lastEquals whether what is on the left may hold {@code =} itself, as names of groups may */
    static Map<String, String> pairs(String text, boolean lastEquals) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = lastEquals ? pair.lastIndexOf('=') : pair.indexOf('=');
            String left = equals < 0 ? "" : pair.substring(0, equals).strip();
            String right = equals < 0 ? "" : pair.substring(equals + 1).strip();
            if (left.isEmpty() || (lastEquals && right.isEmpty()) || pairs.put(left, right) != null) {
                throw new IllegalArgumentException("not of the form a=b,c=d");
            }
        }
        return pairs;
    }

    /** Says that a key's text is not allowed; returns an empty text to go on with. */
    String misfit(ProviderKey key) {
        return misfit(key, key.allowed());
    }

    String misfit(ProviderKey key, String allowed) {
        String text = texts.getOrDefault(key, given.getOrDefault(key, ""));
        String shown = text.isEmpty() ? "not given" : key.secret() ? "given ••••" : "given \"" + oneLine(text) + "\"";
        say(name(key) + ": " + shown + "; allowed: " + allowed);
        return "";
    }

    void say(String sentence) {
        if (!sentences.contains(sentence)) {
            sentences.add(sentence);
        }
    }

    String name(ProviderKey key) {
        return beginning + key.label();
    }

    boolean misfit() {
        return !sentences.isEmpty();
    }

    Misfits misfits() {
        return new Misfits(sentences);
    }

    private static String oneLine(String text) {
        String visible = text.replaceAll("\\p{Cntrl}", "?");
        return visible.length() <= LONGEST_SHOWN ? visible : visible.substring(0, LONGEST_SHOWN) + "…";
    }
}
