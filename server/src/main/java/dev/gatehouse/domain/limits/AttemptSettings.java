package dev.gatehouse.domain.limits;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * How wrong proofs in a row are slowed down, whoever sends them.
 *
 * @param free how many for one account or name cost no wait
 * @param longestWait what the wait, doubled each time, never exceeds; at least one second
 * @param quiet after how long without a try a series is forgotten; not shorter than {@code longestWait}
 * @param proofOfWork whether a client may work to be let through instead of waiting
 * @param workBits how many zero bits it has to find for the first time
 */
public record AttemptSettings(int free, Duration longestWait, Duration quiet, boolean proofOfWork, int workBits) {
    private static final Setting<Integer> FREE = Setting.integer(
            "attempts.free",
            10,
            1,
            1_000_000,
            "How many wrong passwords or codes in a row for one account cost no wait, wherever they come from.");
    private static final Setting<Duration> LONGEST_WAIT = Setting.duration(
            "attempts.longest_wait",
            "1m",
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            "What the wait after further wrong ones, which doubles from one second on, never exceeds.");
    private static final Setting<Duration> QUIET = Setting.duration(
            "attempts.quiet",
            "1h",
            Duration.ofMinutes(1),
            Duration.ofDays(7),
            "After how long without a try wrong ones are forgotten; at least attempts.longest_wait.");

    private static final Setting<Boolean> PROOF_OF_WORK = Setting.flag(
            "attempts.proof_of_work",
            false,
            "Whether a client that is refused because of too many passwords or codes may do some work, and is let through"
                    + " once for it. Pages do so by themselves where scripts run.");
    private static final Setting<Integer> WORK_BITS = Setting.integer(
            "attempts.proof_of_work_bits",
            18,
            8,
            22,
            "How much work that is at first: 18 is a quarter of a million hashes, about a second in a browser. Each more"
                    + " doubles it, and so does each further wrong try, six times at most.");

    /** What an operator may set. */
    public static final RoomSettings<AttemptSettings> SETTINGS = RoomSettings.of(
            "Wrong passwords and codes",
            List.of(FREE, LONGEST_WAIT, QUIET, PROOF_OF_WORK, WORK_BITS),
            values -> new AttemptSettings(
                    values.get(FREE),
                    values.get(LONGEST_WAIT),
                    values.get(QUIET),
                    values.get(PROOF_OF_WORK),
                    values.get(WORK_BITS)));

    /** @throws IllegalArgumentException with a sentence for the operator */
    public AttemptSettings {
        if (quiet.compareTo(longestWait) < 0) {
            throw new IllegalArgumentException("attempts.quiet must be at least attempts.longest_wait, " + longestWait
                    + ", or waiting would end a series; not " + quiet);
        }
    }

    /** How long the next try waits after so many wrong ones. */
    Duration waitAfter(int failures) {
        if (failures < free) {
            return Duration.ZERO;
        }
        // 2^12 seconds are more than the longest wait may be.
        Duration doubled = Duration.ofSeconds(1L << Math.min(failures - free, 12));
        return doubled.compareTo(longestWait) > 0 ? longestWait : doubled;
    }
}
