package dev.gatehouse.platform.pages;

import dev.gatehouse.platform.http.Cookie;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For whom a page is, and from where.
 *
 * @param texts what it says, in the reader's language
 * @param languages the languages that it can be read in
 * @param formTargets where its forms may lead beside this server, as sources of a content security policy
 * @param calling whether its scripts may ask this server for more
 * @param chosen remembers a language that was just chosen
 */
public record PageContext(
        Texts texts,
        List<Choice> languages,
        Set<String> formTargets,
        boolean calling,
        @Nullable Cookie chosen) {
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}");
    private static final Pattern HOST = Pattern.compile("[a-z0-9.-]+|\\[[0-9a-f:.]+]");
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");

    /** The same page in a language. */
    public record Choice(Language language, String href, boolean current) {}

    public PageContext {
        languages = List.copyOf(languages);
        formTargets = Set.copyOf(formTargets);
    }

    /**
     * The same where a form's answer may redirect to these addresses too: browsers hold a form to its page's policy
     * through every redirect.
     *
     * @throws IllegalArgumentException for an address that a policy cannot name
     */
    public PageContext leadingTo(URI... addresses) {
        Set<String> all = new LinkedHashSet<>(formTargets);
        for (URI address : addresses) {
            all.add(source(address));
        }
        return new PageContext(texts, languages, all, calling, chosen);
    }

    /** The same where another language is asked for together with this parameter, unless the address has it already. */
    public PageContext carrying(String name, String value) {
        List<Choice> carrying = languages.stream()
                .map(choice -> choice.href().contains("&" + name + "=")
                        ? choice
                        : new Choice(choice.language(), choice.href() + "&" + name + "=" + value, choice.current()))
                .toList();
        return new PageContext(texts, carrying, formTargets, calling, chosen);
    }

    /** The same where scripts may ask this server for more. */
    public PageContext withCalls() {
        return new PageContext(texts, languages, formTargets, true, chosen);
    }

    /** Scheme, host and port; for an application's own scheme, that alone (CSP 3, section 2.3.1). */
    private static String source(URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (!SCHEME.matcher(scheme).matches()) {
            throw new IllegalArgumentException("an address without a scheme");
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return scheme + ":";
        }
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        if (!HOST.matcher(host).matches()
                || !port.isEmpty() && !PORT.matcher(port).matches()) {
            throw new IllegalArgumentException("an address without a plain host");
        }
        return scheme + "://" + host + port;
    }
}
