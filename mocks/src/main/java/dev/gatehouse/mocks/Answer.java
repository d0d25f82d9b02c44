package dev.gatehouse.mocks;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a provider sends back by the person's browser.
 *
 * @param redirectUri the client's callback
 * @param parameters in order; those that are absent are not in it
 * @param formPost whether they are posted as a form instead of standing in the query
 */
public record Answer(URI redirectUri, Map<String, String> parameters, boolean formPost) {
    public Answer {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /**
     * The code.
     *
     * @throws IllegalStateException where the answer is a refusal
     */
    public String code() {
        String code = parameters.get("code");
        if (code == null) {
            throw new IllegalStateException("refused: " + parameters);
        }
        return code;
    }

    /** The callback with the parameters in its query, whatever the mode. */
    public URI uri() {
        String already = redirectUri.getRawQuery();
        return URI.create(redirectUri + (already == null ? "?" : "&") + form());
    }

    /** The parameters as a form. */
    public String form() {
        return parameters.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
