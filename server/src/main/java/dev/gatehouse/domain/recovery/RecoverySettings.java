package dev.gatehouse.domain.recovery;

import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.util.List;
import java.util.Optional;

/**
 * What may be asked for by mail, and how often; an empty rate is no limit.
 *
 * @param magicLink whether a mailed link signs in
 * @param emailCode whether a mailed code signs in
 * @param recovery for a client address with an account name
 * @param recoveryAddress for a client address alone
 * @param signIn links and codes that sign in, for a client address with an account name
 * @param signInAddress the same for a client address alone
 * @param account letters of one kind that anybody may ask for, to one account, wherever they are asked for
 */
public record RecoverySettings(
        boolean magicLink,
        boolean emailCode,
        Optional<Rate> recovery,
        Optional<Rate> recoveryAddress,
        Optional<Rate> signIn,
        Optional<Rate> signInAddress,
        Optional<Rate> account) {
    private static final Setting<Boolean> MAGIC_LINK =
            Setting.flag("signin.magic_link", false, "Whether people may sign in by a link that is mailed to them.");
    private static final Setting<Boolean> EMAIL_CODE =
            Setting.flag("signin.email_code", false, "Whether people may sign in by a code that is mailed to them.");
    private static final Setting<Optional<Rate>> RECOVERY = Setting.rate(
            "limits.recovery",
            "3/hour",
            "Letters to recover an account, for one client address with one account name.");
    private static final Setting<Optional<Rate>> RECOVERY_ADDRESS =
            Setting.rate("limits.recovery_address", "30/hour", "Letters to recover accounts, for one client address.");
    private static final Setting<Optional<Rate>> SIGN_IN = Setting.rate(
            "limits.mail_sign_in",
            "5/hour",
            "Links and codes that sign in, for one client address with one account name.");
    private static final Setting<Optional<Rate>> SIGN_IN_ADDRESS = Setting.rate(
            "limits.mail_sign_in_address", "30/hour", "Links and codes that sign in, for one client address.");
    private static final Setting<Optional<Rate>> ACCOUNT = Setting.rate(
            "limits.mail_account",
            "10/hour",
            "Letters of one kind (to recover the account, links that sign in, codes) to one account that anybody may ask for,"
                    + " wherever they are; more are not sent, and nobody is told. As many again for each browser or client"
                    + " address from which the account has been signed in to.");

    /** What an operator may set. */
    public static final RoomSettings<RecoverySettings> SETTINGS = RoomSettings.of(
            "Recovery and signing in by mail",
            List.of(MAGIC_LINK, EMAIL_CODE, RECOVERY, RECOVERY_ADDRESS, SIGN_IN, SIGN_IN_ADDRESS, ACCOUNT),
            values -> new RecoverySettings(
                    values.get(MAGIC_LINK),
                    values.get(EMAIL_CODE),
                    values.get(RECOVERY),
                    values.get(RECOVERY_ADDRESS),
                    values.get(SIGN_IN),
                    values.get(SIGN_IN_ADDRESS),
                    values.get(ACCOUNT)));
}
