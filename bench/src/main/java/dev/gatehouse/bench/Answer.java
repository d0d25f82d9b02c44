package dev.gatehouse.bench;

import dev.gatehouse.platform.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** What came back. */
record Answer(int status, byte[] body) {
    JsonNode json() {
        return Json.read(body);
    }

    /** A text of the JSON object that came. */
    String text(String name) {
        return json().path(name).stringValue();
    }

    /** The same answer, where it has this status. */
    Answer expect(int wanted) throws IOException {
        if (status != wanted) {
            throw new Unexpected(
                    "expected " + wanted + ", got " + status + ": " + new String(body, StandardCharsets.UTF_8));
        }
        return this;
    }

    /** An answer that should not have come; the connection is as good as before. */
    static final class Unexpected extends IOException {
        private static final long serialVersionUID = 1L;

        Unexpected(String message) {
            super(message);
        }
    }
}
