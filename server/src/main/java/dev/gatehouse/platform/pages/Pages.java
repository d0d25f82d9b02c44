package dev.gatehouse.platform.pages;

import dev.gatehouse.platform.http.Cookie;
import dev.gatehouse.platform.http.Prepared;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Renders templates in the reader's language. All that they print is escaped for the place where it stands. Nothing is
 * loaded before the first page: most servers are asked for tokens only.
 */
public final class Pages {
    /** Where {@link #asset assets} are, with a slash at the end. */
    public static final String ASSETS = "/assets/";

    /** Nothing inline and nothing from elsewhere; forms come back to this server. */
    public static final String CSP = csp("", false);

    /** The language that somebody chose. */
    static final String LANGUAGE_COOKIE = "gatehouse_lang";

    private static final Duration REMEMBERED = Duration.ofDays(365);

    private record Loaded(TemplateEngine engine, Assets assets, Messages messages) {}

    private final String service;
    private final boolean secure;
    private final Theme theme;
    private volatile @Nullable Loaded loaded;

    /**
     * @param service the name that people know this server by
     * @param secure whether clients reach this server by TLS
     */
    public Pages(String service, boolean secure, PagesSettings settings) {
        this.service = service;
        this.secure = secure;
        this.theme = settings.theme();
    }

    /**
     * Who asks, and what language they read: chosen on the page ({@code lang}), wished by the application that sent them
     * ({@code ui_locales}), chosen before, or wished by their browser.
     */
    public PageContext context(Request request) {
        String chosen = request.query("lang");
        String locales = request.query("ui_locales");
        Language language = Language.choose(
                theme.languages(),
                Arrays.asList(
                        chosen,
                        locales == null ? null : locales.strip().replaceAll("\\s+", ","),
                        request.cookie(LANGUAGE_COOKIE),
                        request.header("accept-language")));
        Cookie remembering = chosen != null
                        && Language.tagged(chosen).filter(language::equals).isPresent()
                ? Cookie.of(LANGUAGE_COOKIE, language.tag(), secure).withMaxAge(REMEMBERED)
                : locales == null ? null : untilClosed(request, language);
        List<PageContext.Choice> choices = theme.languages().stream()
                .map(other -> new PageContext.Choice(other, addressIn(request, other), other == language))
                .toList();
        return new PageContext(loaded().messages().in(language), choices, Set.of(), false, remembering);
    }

    /** The pages that follow are not asked for by the application, and shall be in the same language. */
    private @Nullable Cookie untilClosed(Request request, Language language) {
        return language.tag().equals(request.cookie(LANGUAGE_COOKIE))
                ? null
                : Cookie.of(LANGUAGE_COOKIE, language.tag(), secure);
    }

    /**
     * A page that nobody keeps, under {@link #CSP}.
     *
     * @param template such as {@code setup/form.jte}; takes a {@link Frame} by the name {@code frame}, and the model
     */
    public Response page(PageContext context, int status, String template, Map<String, ?> model) {
        Loaded now = loaded();
        Map<String, Object> all = new HashMap<>(model);
        all.put("frame", frame(context, now));
        Utf8ByteOutput output = new Utf8ByteOutput();
        now.engine().render(template, all, output);
        String targets =
                new TreeSet<>(context.formTargets()).stream().map(" "::concat).collect(Collectors.joining());
        Response response = Response.html(status, output.toByteArray())
                .withHeader("content-security-policy", csp(targets, context.calling()));
        Cookie chosen = context.chosen();
        return chosen == null ? response : response.withCookie(chosen);
    }

    /** The file of this name under {@link #ASSETS}. */
    public Optional<Prepared> asset(String name) {
        return loaded().assets().find(name);
    }

    private Frame frame(PageContext context, Loaded now) {
        Assets assets = now.assets();
        return new Frame(
                service,
                ASSETS + assets.stylesheet(),
                ASSETS + assets.script(),
                ASSETS + assets.solver(),
                ASSETS + assets.passkeys(),
                ASSETS + assets.logo(),
                assets.logoType(),
                context.texts(),
                context.languages(),
                theme.links(),
                own(theme.header(), context),
                own(theme.footer(), context));
    }

    /** What an operator's template makes, which has escaped its values itself. */
    private @Nullable Content own(@Nullable OwnTemplate template, PageContext context) {
        return template == null
                ? null
                : output -> output.writeContent(template.render(service, context.texts(), theme.links()));
    }

    /** The same address with this language asked for, and all else that was asked kept; relative, as a path may be secret. */
    private static String addressIn(Request request, Language language) {
        StringBuilder address = new StringBuilder("?lang=").append(language.tag());
        var query = request.query();
        for (String name : query.names()) {
            String value = name.equals("lang") || name.equals("ui_locales") ? null : request.query(name);
            if (value != null) {
                address.append('&').append(encoded(name)).append('=').append(encoded(value));
            }
        }
        return address.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String csp(String formTargets, boolean calling) {
        return "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'"
                + (calling ? "; connect-src 'self'" : "") + "; form-action 'self'"
                + formTargets + "; base-uri 'none'; frame-ancestors 'none'";
    }

    private Loaded loaded() {
        Loaded now = loaded;
        if (now == null) {
            now = new Loaded(
                    TemplateEngine.createPrecompiled(ContentType.Html), new Assets(theme), new Messages(theme.texts()));
            loaded = now;
        }
        return now;
    }
}
