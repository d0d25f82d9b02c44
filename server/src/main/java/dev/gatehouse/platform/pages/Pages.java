package dev.gatehouse.platform.pages;

import dev.gatehouse.platform.http.Prepared;
import dev.gatehouse.platform.http.Response;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renders templates. All that they print is escaped for the place where it stands. Nothing is loaded before the first
 * page: most servers are asked for tokens only.
 */
public final class Pages {
    /** Where {@link #asset assets} are, with a slash at the end. */
    public static final String ASSETS = "/assets/";

    /** Nothing inline, nothing from elsewhere, no script at all; forms come back to this server. */
    public static final String CSP = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'";

    private record Loaded(TemplateEngine engine, Assets assets, Frame frame) {}

    private final String service;
    private volatile @Nullable Loaded loaded;

    /** @param service the name that people know this server by */
    public Pages(String service) {
        this.service = service;
    }

    /**
     * A page that nobody keeps, under {@link #CSP}.
     *
     * @param template such as {@code setup/form.jte}; takes a {@link Frame} by the name {@code frame}, and the model
     */
    public Response page(int status, String template, Map<String, Object> model) {
        Loaded now = loaded();
        Map<String, Object> all = new HashMap<>(model);
        all.put("frame", now.frame());
        Utf8ByteOutput output = new Utf8ByteOutput();
        now.engine().render(template, all, output);
        return Response.html(status, output.toByteArray()).withHeader("content-security-policy", CSP);
    }

    /** The file of this name under {@link #ASSETS}. */
    public Optional<Prepared> asset(String name) {
        return loaded().assets().find(name);
    }

    private Loaded loaded() {
        Loaded now = loaded;
        if (now == null) {
            Assets assets = new Assets();
            Frame frame = new Frame(service, ASSETS + assets.stylesheet(), ASSETS + assets.logo());
            now = new Loaded(TemplateEngine.createPrecompiled(ContentType.Html), assets, frame);
            loaded = now;
        }
        return now;
    }
}
