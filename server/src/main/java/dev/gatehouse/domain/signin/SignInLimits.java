package dev.gatehouse.domain.signin;

import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.util.List;
import java.util.Optional;

/**
 * How often signing in may be tried; an empty rate is no limit.
 *
 * @param login for a client address with an account name
 * @param loginAddress for a client address alone
 * @param signup for a client address
 * @param refresh for a client address
 * @param provider trips to a provider, for a client address
 * @param exchange codes that do not fit, for a client address
 */
public record SignInLimits(
        Optional<Rate> login,
        Optional<Rate> loginAddress,
        Optional<Rate> signup,
        Optional<Rate> refresh,
        Optional<Rate> provider,
        Optional<Rate> exchange) {
    private static final Setting<Optional<Rate>> LOGIN =
            Setting.rate("limits.login", "5/minute", "Sign-ins for one client address with one account name.");
    private static final Setting<Optional<Rate>> LOGIN_ADDRESS =
            Setting.rate("limits.login_address", "100/minute", "Sign-ins for one client address.");
    private static final Setting<Optional<Rate>> SIGNUP =
            Setting.rate("limits.signup", "60/hour", "Sign-ups for one client address.");
    private static final Setting<Optional<Rate>> REFRESH =
            Setting.rate("limits.refresh", "600/minute", "Refreshes that fail for one client address.");
    private static final Setting<Optional<Rate>> PROVIDER = Setting.rate(
            "limits.provider",
            "60/minute",
            "Trips to a provider and back for one client address, each way for itself.");
    private static final Setting<Optional<Rate>> EXCHANGE =
            Setting.rate("limits.exchange", "60/minute", "Codes and links that do not fit, for one client address.");

    public static final RoomSettings<SignInLimits> SETTINGS = RoomSettings.of(
            "Limits on attempts",
            List.of(LOGIN, LOGIN_ADDRESS, SIGNUP, REFRESH, PROVIDER, EXCHANGE),
            values -> new SignInLimits(
                    values.get(LOGIN),
                    values.get(LOGIN_ADDRESS),
                    values.get(SIGNUP),
                    values.get(REFRESH),
                    values.get(PROVIDER),
                    values.get(EXCHANGE)));
}
