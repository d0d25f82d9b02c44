package dev.gatehouse.feature.hosted;

import dev.gatehouse.platform.http.Fields;
import java.util.UUID;

/** What forms about second factors have in common. */
final class FactorForms {
    private static final int LENGTH = 36;

    private FactorForms() {}

    /** The hidden id of what is changed; one that could not be an id is nothing's. */
    static UUID id(Fields form) {
        String text = form.optionalText("id", LENGTH);
        try {
            return text == null ? new UUID(0, 0) : UUID.fromString(text);
        } catch (IllegalArgumentException notAnId) {
            return new UUID(0, 0);
        }
    }
}
