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
    EMAIL_REMOVED,
    EMAIL_CHANGED_BY_ADMINISTRATOR,
    EMAIL_CHANGED,
    USERNAME_CHANGED,
    NEW_DEVICE,
    PASSWORD_CHANGED,
    PASSWORD_ADDED,
    PASSWORD_REMOVED,
    SECOND_FACTOR_ADDED,
    SECOND_FACTOR_AND_CODES_ADDED,
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

    /** Whether it comes because somebody typed the address, and not because of what happened to an account. */
    boolean asked() {
        return switch (this) {
            case VERIFY_EMAIL,
                    SIGN_UP_KNOWN,
                    RECOVER,
                    MAGIC_LINK,
                    SIGN_IN_CODE,
                    SECOND_FACTOR_CODE,
                    CONFIRM_NEW_EMAIL -> true;
            default -> false;
        };
    }

    /** What its button says, as {@code mail.button.…}; {@code account} leads to the account where no link is given. */
    String button() {
        return switch (this) {
            case VERIFY_EMAIL, CONFIRM_NEW_EMAIL -> "confirm";
            case RECOVER, RECOVER_BY_ADMINISTRATOR -> "password";
            case SIGN_UP_KNOWN, MAGIC_LINK, SIGN_IN_CODE, SECOND_FACTOR_CODE, ACCOUNT_DELETED -> "sign_in";
            case EMAIL_CHANGING, EMAIL_REMOVED, EMAIL_CHANGED_BY_ADMINISTRATOR -> "keep";
            default -> "account";
        };
    }

    /** What its reader is told to do where it was somebody else, as {@code mail.otherwise.…}. */
    String otherwise() {
        return switch (this) {
            case VERIFY_EMAIL, SIGN_UP_KNOWN, RECOVER, MAGIC_LINK, CONFIRM_NEW_EMAIL -> "ignore";
            case SIGN_IN_CODE -> "code";
            case SECOND_FACTOR_CODE -> "password_known";
            case RECOVER_BY_ADMINISTRATOR -> "unexpected";
            case EMAIL_CHANGING -> "wanted";
            case EMAIL_REMOVED, EMAIL_CHANGED_BY_ADMINISTRATOR -> "agreed";
            case MANY_FAILED_SIGN_INS -> "safe";
            case ACCOUNT_DELETED -> "operator";
            default -> "account";
        };
    }

    /** How long it is worth sending; one with a link or code no longer than that works. */
    Duration life() {
        return switch (this) {
            case SIGN_IN_CODE, SECOND_FACTOR_CODE -> Duration.ofMinutes(15);
            case VERIFY_EMAIL, SIGN_UP_KNOWN, RECOVER, RECOVER_BY_ADMINISTRATOR, MAGIC_LINK, CONFIRM_NEW_EMAIL ->
                Duration.ofDays(1);
            default -> Duration.ofDays(3);
        };
    }
}
