package dev.gatehouse.domain.mail;

import java.time.Duration;
import java.util.Locale;

/** What a letter is about; its texts are {@code mail.<kind>.…} in every language. */
public enum LetterKind {
    VERIFY_EMAIL,
    SIGN_UP_KNOWN,
    RECOVER,
    RECOVER_BY_ADMINISTRATOR,
    MAGIC_LINK,
    SIGN_IN_CODE,
    SECOND_FACTOR_CODE,
    CONFIRM_NEW_EMAIL,
    EMAIL_CHANGING,
    EMAIL_CHANGED,
    NEW_DEVICE,
    PASSWORD_CHANGED,
    PASSWORD_ADDED,
    PASSWORD_REMOVED,
    SECOND_FACTOR_ADDED,
    SECOND_FACTOR_REMOVED,
    RECOVERY_CODES_NEW,
    RECOVERY_CODE_USED,
    PASSKEY_ADDED,
    PASSKEY_REMOVED,
    LINK_ADDED,
    LINK_REMOVED,
    MANY_FAILED_SIGN_INS,
    ACCOUNT_DELETED;

    /** Its name in texts and in metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How long it is worth sending: a code is not, once nobody takes it any more. */
    Duration life() {
        return switch (this) {
            case SIGN_IN_CODE, SECOND_FACTOR_CODE -> Duration.ofMinutes(15);
            case VERIFY_EMAIL, SIGN_UP_KNOWN, RECOVER, RECOVER_BY_ADMINISTRATOR, MAGIC_LINK, CONFIRM_NEW_EMAIL ->
                Duration.ofDays(1);
            default -> Duration.ofDays(3);
        };
    }
}
