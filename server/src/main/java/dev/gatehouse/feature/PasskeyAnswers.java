package dev.gatehouse.feature;

import dev.gatehouse.domain.passkeys.Answers;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads credentials as {@code PublicKeyCredential.toJSON()} writes them (Web Authentication Level 3, section 5.1). */
public final class PasskeyAnswers {
    /** The name of the field that carries one. */
    public static final String FIELD = "credential";

    private static final int LONGEST_ID = 1_023;
    private static final int LONGEST_HANDLE = 64;
    private static final int MOST_TRANSPORTS = 8;
    private static final Pattern TRANSPORT = Pattern.compile("[a-z-]{1,20}");

    /** Something that no browser makes. */
    private static final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misfit(String member) {
            super(member, null, false, false);
        }
    }

    private PasskeyAnswers() {}

    /** @throws Problem 422 with every field that does not fit, this one among them */
    public static Answers.Made made(Fields fields) {
        return read(fields, PasskeyAnswers::made);
    }

    /** @throws Problem as {@link #made(Fields)} */
    public static Answers.Signed signed(Fields fields) {
        return read(fields, PasskeyAnswers::signed);
    }

    private interface Reader<T> {
        T of(JsonNode credential);
    }

    private static <T> T read(Fields fields, Reader<T> reader) {
        JsonNode credential = fields.object(FIELD);
        T read = null;
        try {
            read = credential == null ? null : reader.of(credential);
        } catch (Misfit misfit) {
            fields.refuse(
                    FIELD, "This must be what PublicKeyCredential.toJSON() makes; " + misfit.getMessage() + " is not.");
        }
        fields.check();
        if (read == null) {
            throw new IllegalStateException("a credential that is absent and was not refused");
        }
        return read;
    }

    private static Answers.Made made(JsonNode credential) {
        JsonNode response = credential.path("response");
        JsonNode found =
                credential.path("clientExtensionResults").path("credProps").path("rk");
        return new Answers.Made(
                id(credential),
                bytes(response, "clientDataJSON"),
                bytes(response, "attestationObject"),
                transports(response.path("transports")),
                found.isBoolean() ? found.booleanValue() : null);
    }

    private static Answers.Signed signed(JsonNode credential) {
        JsonNode response = credential.path("response");
        JsonNode handle = response.path("userHandle");
        return new Answers.Signed(
                id(credential),
                bytes(response, "clientDataJSON"),
                bytes(response, "authenticatorData"),
                bytes(response, "signature"),
                handle.isMissingNode() || handle.isNull() ? null : handle(response));
    }

    private static byte[] id(JsonNode credential) {
        require(credential.path("type").asString("").equals("public-key"), "type");
        byte[] id = bytes(credential, "id");
        require(id.length > 0 && id.length <= LONGEST_ID, "id");
        return id;
    }

    private static byte[] handle(JsonNode response) {
        byte[] handle = bytes(response, "userHandle");
        require(handle.length <= LONGEST_HANDLE, "userHandle");
        return handle;
    }

    /** What is new to us is left out: browsers learn new words. */
    private static List<String> transports(@Nullable JsonNode node) {
        return node == null
                ? List.of()
                : node.valueStream()
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue)
                        .filter(word -> TRANSPORT.matcher(word).matches())
                        .distinct()
                        .limit(MOST_TRANSPORTS)
                        .toList();
    }

    private static byte[] bytes(JsonNode node, String member) {
        JsonNode text = node.path(member);
        require(text.isString(), member);
        try {
            return Base64.getUrlDecoder().decode(text.stringValue());
        } catch (IllegalArgumentException notBase64) {
            throw new Misfit(member);
        }
    }

    private static void require(boolean holds, String member) {
        if (!holds) {
            throw new Misfit(member);
        }
    }
}
