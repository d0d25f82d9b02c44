package dev.gatehouse.domain.verification;

import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How addresses are verified and changed.
 *
 * @param demand what whoever signs up is asked for; empty for {@link Demand#ASKED} where letters can leave and
 *     {@link Demand#OFF} where they cannot
 * @param linkLife of a link that verifies an address or confirms a new one
 * @param keepLife how long after a change whoever reads the address before can take it back
 * @param letters of one kind to one address that it did not ask for, or that one account asks for; silently no more
 * @param changes of its address that one account may begin
 */
public record VerificationSettings(
        Optional<Demand> demand, Duration linkLife, Duration keepLife, Optional<Rate> letters, Optional<Rate> changes) {
    private static final Setting<Optional<Demand>> DEMAND = Setting.of(
                    "signup.verify_email",
                    text -> Demand.of(text).orElseThrow(() -> new IllegalArgumentException("no such demand")),
                    "off | asked | required",
                    "",
                    "Whether whoever signs up has to show that the e-mail address is theirs. `asked`: the account is there"
                            + " at once, and a letter asks to confirm the address. `required`: there is no account until"
                            + " the letter's link is followed, every sign-up gets the same answer, and no account gets in"
                            + " whose address is not verified, but for those without one and for administrators."
                            + " `asked` where mail.smtp.host is set and it is not given, else `off`.")
            .orNone();
    private static final Setting<Duration> LINK_LIFE = Setting.duration(
            "email.link_ttl",
            "24h",
            Duration.ofMinutes(5),
            Duration.ofDays(7),
            "How long a link works that verifies an address, finishes a sign-up or confirms a new address.");
    private static final Setting<Duration> KEEP_LIFE = Setting.duration(
            "email.keep_ttl",
            "72h",
            Duration.ofHours(1),
            Duration.ofDays(30),
            "How long after an address was changed whoever reads mail at the one before can take it back; and how long before"
                    + " the change was asked for what was added to the account goes then too.");
    private static final Setting<Optional<Rate>> LETTERS = Setting.rate(
            "limits.verification",
            "3/hour",
            "Letters of one kind to one address that ask to verify it, or tell it that somebody gave it; and those that one"
                    + " account asks for to verify its own. Those that finish a sign-up or a change of address count for"
                    + " each client address and account that asks, and four times as many are sent for all of them"
                    + " together. No more are sent, and nobody is told.");
    private static final Setting<Optional<Rate>> CHANGES =
            Setting.rate("limits.change_email", "5/hour", "Changes of its e-mail address that one account may begin.");

    /** What an operator may set. */
    public static final RoomSettings<VerificationSettings> SETTINGS = RoomSettings.of(
            "E-mail addresses",
            List.of(DEMAND, LINK_LIFE, KEEP_LIFE, LETTERS, CHANGES),
            values -> new VerificationSettings(
                    values.get(DEMAND),
                    values.get(LINK_LIFE),
                    values.get(KEEP_LIFE),
                    values.get(LETTERS),
                    values.get(CHANGES)));
}
