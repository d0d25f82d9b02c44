package dev.gatehouse.feature;

import dev.gatehouse.kernel.Problem;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** Where the next page begins: the last row of the one before, as 16 bytes in base64url. A value, nothing more. */
public final class PageToken {
    private static final int BYTES = 16;

    private PageToken() {}

    public static String write(UUID last) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(last.getMostSignificantBits()).putLong(last.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws Problem where this is no page token */
    public static UUID read(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length == BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new UUID(buffer.getLong(), buffer.getLong());
            }
        } catch (IllegalArgumentException notBase64) {
            throw refusal().because("not base64url", notBase64);
        }
        throw refusal();
    }

    private static Problem refusal() {
        return Problem.invalid("page", "is not a page that this server gave out");
    }
}
