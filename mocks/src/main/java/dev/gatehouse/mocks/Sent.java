package dev.gatehouse.mocks;

import dev.gatehouse.platform.http.Fields;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of a query or form, as they came. */
final class Sent {
    private static final int LONGEST = 8_192;

    private Sent() {}

    /** Those that have a value. */
    static Map<String, String> of(Fields fields) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : fields.names()) {
            String value = fields.optionalText(name, LONGEST);
            if (value != null) {
                values.put(name, value);
            }
        }
        fields.check();
        return values;
    }
}
