package dev.gatehouse.platform.http;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which bodies are taken where (RFC 9110, section 8.3). The only character set is UTF-8. */
final class ContentTypes {
    private ContentTypes() {}

    static void requireJson(@Nullable String contentType) {
        String type = type(contentType);
        boolean json = type.equals("application/json")
                || type.startsWith("application/") && type.endsWith("+json") && type.length() > 17;
        if (!json || !isUtf8(contentType)) {
            throw Problem.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with Content-Type: application/json.");
        }
    }

    static void requireForm(@Nullable String contentType) {
        if (!type(contentType).equals("application/x-www-form-urlencoded") || !isUtf8(contentType)) {
            throw Problem.of(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Send a form, with Content-Type: application/x-www-form-urlencoded.");
        }
    }

    private static String type(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isUtf8(@Nullable String contentType) {
        int semicolon = contentType == null ? -1 : contentType.indexOf(';');
        if (contentType == null || semicolon < 0) {
            return true;
        }
        for (String parameter : contentType.substring(semicolon + 1).split(";", -1)) {
            String text = parameter.strip().toLowerCase(Locale.ROOT);
            if (text.startsWith("charset=") && !text.equals("charset=utf-8") && !text.equals("charset=\"utf-8\"")) {
                return false;
            }
        }
        return true;
    }
}
