package dev.gatehouse.domain.factors;

import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What may stand as a second factor, and how often it may be tried.
 *
 * @param emailCodes whether codes by mail may
 * @param rememberDevice for how long a browser may be spared; empty where none may
 * @param totpDrift by how many steps of 30 s the clock of an authenticator app may differ; 0 or 1
 * @param secondFactor wrong answers for an account, from wherever they come; empty is no limit
 * @param secondFactorAddress answers for a client address; empty is no limit
 * @param secondFactorMail codes that are mailed to an account; empty is no limit
 */
public record FactorSettings(
        boolean emailCodes,
        Optional<Duration> rememberDevice,
        int totpDrift,
        Optional<Rate> secondFactor,
        Optional<Rate> secondFactorAddress,
        Optional<Rate> secondFactorMail) {
    private static final Setting<Boolean> EMAIL_CODES = Setting.flag(
            "mfa.email_codes",
            false,
            "Whether people may choose codes by mail as their second factor. It is the weakest: whoever reads the mail can"
                    + " often change the password too.");
    private static final Setting<Optional<Duration>> REMEMBER_DEVICE = Setting.durationOrOff(
            "mfa.remember_device",
            "off",
            Duration.ofMinutes(5),
            Duration.ofDays(90),
            "For how long somebody may have a browser remembered, so that it is not asked for a second factor again.");
    private static final Setting<Integer> TOTP_DRIFT = Setting.integer(
            "mfa.totp_drift",
            1,
            0,
            1,
            "By how many steps of 30 seconds the clock of an authenticator app may differ. With 0 no code is good for more than"
                    + " its 30 seconds (OWASP ASVS 5.0, 6.5.5), and whoever types one at their end is refused.");
    private static final Setting<Optional<Rate>> SECOND_FACTOR = Setting.rate(
            "limits.second_factor",
            "5/5m",
            "Wrong second factors for one account, whatever the factor: of all strangers together, and of each browser or"
                    + " address that the account has been signed in from.");
    private static final Setting<Optional<Rate>> SECOND_FACTOR_ADDRESS = Setting.rate(
            "limits.second_factor_address", "60/minute", "Second factors that are shown from one client address.");
    private static final Setting<Optional<Rate>> SECOND_FACTOR_MAIL =
            Setting.rate("limits.second_factor_mail", "5/15m", "Second-factor codes that are mailed to one account.");

    /** What an operator may set. */
    public static final RoomSettings<FactorSettings> SETTINGS = RoomSettings.of(
            "Kinds of second factors",
            List.of(EMAIL_CODES, REMEMBER_DEVICE, TOTP_DRIFT, SECOND_FACTOR, SECOND_FACTOR_ADDRESS, SECOND_FACTOR_MAIL),
            values -> new FactorSettings(
                    values.get(EMAIL_CODES),
                    values.get(REMEMBER_DEVICE),
                    values.get(TOTP_DRIFT),
                    values.get(SECOND_FACTOR),
                    values.get(SECOND_FACTOR_ADDRESS),
                    values.get(SECOND_FACTOR_MAIL)));
}
