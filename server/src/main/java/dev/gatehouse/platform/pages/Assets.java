package dev.gatehouse.platform.pages;

import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.http.Prepared;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The files that pages share. Their names change with their bytes, so that browsers may keep them for ever. */
final class Assets {
    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final int HASH = 6;

    private final Map<String, Prepared> files = new LinkedHashMap<>();
    private final String stylesheet;
    private final String logo;

    Assets() {
        stylesheet = add("gatehouse", ".css", "text/css; charset=utf-8");
        logo = add("logo", ".svg", "image/svg+xml");
    }

    /** The style sheet's name. */
    String stylesheet() {
        return stylesheet;
    }

    /** The logo's name. */
    String logo() {
        return logo;
    }

    Optional<Prepared> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    private String add(String name, String ending, String contentType) {
        byte[] bytes = read(name + ending);
        String hash = HexFormat.of().formatHex(Sha256.of(bytes), 0, HASH);
        String file = name + "-" + hash + ending;
        files.put(file, Prepared.of(contentType, bytes, FOREVER));
        return file;
    }

    private static byte[] read(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(in, resource).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
