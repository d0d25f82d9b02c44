package dev.gatehouse.platform.pages;

import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.http.Prepared;
import dev.gatehouse.platform.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The files that pages share. Their names change with their bytes, so that browsers may keep them for ever. */
final class Assets {
    private static final String FOREVER = "public, max-age=31536000, immutable";
    /** A picture opened by itself is no page: it runs nothing, whatever an operator's SVG file holds. */
    private static final String PICTURE_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private static final int HASH = 6;

    private final Map<String, Prepared> files = new LinkedHashMap<>();
    private final String stylesheet;
    private final String script;
    private final String solver;
    private final String passkeys;
    private final String logo;
    private final String logoType;

    Assets(Theme theme) {
        byte[] css = joined(read("gatehouse.css"), theme.styles().getBytes(StandardCharsets.UTF_8));
        stylesheet = add("gatehouse", ".css", Response.bytes(200, "text/css; charset=utf-8", css));
        script = script("gatehouse");
        solver = script("solver");
        passkeys = script("passkeys");
        Theme.Logo own = theme.logo();
        byte[] picture = own == null ? read("logo.svg") : own.bytes();
        logoType = own == null || own.svg() ? "image/svg+xml" : "image/png";
        logo = add(
                "logo",
                logoType.equals("image/png") ? ".png" : ".svg",
                Response.bytes(200, logoType, picture).withHeader("content-security-policy", PICTURE_CSP));
    }

    /** The style sheet's name. */
    String stylesheet() {
        return stylesheet;
    }

    /** The script's name. */
    String script() {
        return script;
    }

    /** The name of the script that runs beside pages and works at challenges. */
    String solver() {
        return solver;
    }

    /** The name of the script of pages with passkeys. */
    String passkeys() {
        return passkeys;
    }

    /** The logo's name. */
    String logo() {
        return logo;
    }

    /** The logo's media type. */
    String logoType() {
        return logoType;
    }

    Optional<Prepared> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    private String script(String name) {
        return add(name, ".js", Response.bytes(200, "text/javascript; charset=utf-8", read(name + ".js")));
    }

    private String add(String name, String ending, Response response) {
        String hash = HexFormat.of().formatHex(Sha256.of(response.body()), 0, HASH);
        String file = name + "-" + hash + ending;
        files.put(file, Prepared.of(response.withHeader("cache-control", FOREVER)));
        return file;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }

    private static byte[] read(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(in, resource).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
