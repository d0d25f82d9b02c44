package dev.gatehouse.mocks;

import dev.gatehouse.platform.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/** The frame of the mocks' pages. Their style stands inside them, let in by its hash, as nothing else is. */
final class Html {
    private static final String STYLE = style();
    /** Sends the one form of a page, as providers that answer by form do; without scripts there is its button. */
    private static final String SCRIPT = "document.forms[0].submit()";

    /**
     * Where forms may lead: a browser asks for the redirects that follow too, and those lead wherever the client of this
     * provider sends the person on to.
     */
    private static final String POLICY =
            "default-src 'none'; style-src '%s'; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'"
                    .formatted(hash(STYLE));

    private Html() {}

    /** As text and between double quotes. */
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** A page with this HTML in it. */
    static Response page(int status, String title, String main) {
        return Response.html(status, frame(title, main, "")).withHeader("content-security-policy", POLICY);
    }

    /** A page whose only form is sent at once. */
    static Response sendingPage(String title, String main) {
        return Response.html(200, frame(title, main, "<script>" + SCRIPT + "</script>"))
                .withHeader("content-security-policy", POLICY + "; script-src '" + hash(SCRIPT) + "'");
    }

    static String hidden(String name, String value) {
        return "<input type=\"hidden\" name=\"%s\" value=\"%s\">".formatted(escape(name), escape(value));
    }

    private static String frame(String title, String main, String end) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <header class="ribbon"><strong>Mock</strong> Not a real provider. Nobody's password is asked for here.</header>
                <main>
                %s</main>
                %s</body>
                </html>
                """.formatted(escape(title), STYLE, main, end);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String style() {
        try (InputStream in = Html.class.getResourceAsStream("mock.css")) {
            return new String(Objects.requireNonNull(in, "mock.css").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
