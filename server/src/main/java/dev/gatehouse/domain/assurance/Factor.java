package dev.gatehouse.domain.assurance;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What may answer where a second factor is asked for, the strongest first. */
public enum Factor {
    PASSKEY,
    TOTP,
    EMAIL_CODE,
    RECOVERY_CODE;

    /** The name in JSON and in forms. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The factor of that name. */
    public static Optional<Factor> of(String label) {
        return Stream.of(values())
                .filter(factor -> factor.label().equals(label))
                .findFirst();
    }
}
