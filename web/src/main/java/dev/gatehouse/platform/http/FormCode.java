package dev.gatehouse.platform.http;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** {@code application/x-www-form-urlencoded}, as bodies and queries have it. No parameter twice (RFC 6749, section 3.2). */
final class FormCode {
    private static final int MAX_PARAMETERS = 200;
    private static final int LONGEST_SHOWN = 64;

    private FormCode() {}

    static Map<String, JsonNode> parse(byte[] body) {
        try {
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    static Map<String, JsonNode> parse(String text) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        int start = 0;
        while (start < text.length()) {
            int and = text.indexOf('&', start);
            int end = and < 0 ? text.length() : and;
            if (end > start) {
                add(values, text.substring(start, end));
            }
            start = end + 1;
        }
        return values;
    }

    private static void add(Map<String, JsonNode> values, String pair) {
        int equals = pair.indexOf('=');
        String name = PercentCode.decode(equals < 0 ? pair : pair.substring(0, equals), true);
        String value = equals < 0 ? "" : PercentCode.decode(pair.substring(equals + 1), true);
        if (name == null || value == null) {
            throw malformed();
        }
        if (values.size() >= MAX_PARAMETERS) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, "There are more parameters than this server takes.");
        }
        if (values.put(name, StringNode.valueOf(value)) != null) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, "The parameter \"" + shown(name) + "\" is given twice.");
        }
    }

    private static String shown(String name) {
        return name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
    }

    private static Problem malformed() {
        return Problem.of(ErrorCode.INVALID_REQUEST, "The parameters are not encoded as a form in UTF-8.");
    }
}
