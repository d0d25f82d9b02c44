package dev.gatehouse.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Values as a person at a terminal reads them. */
final class Words {
    private record Unit(String name, Duration length) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("day", Duration.ofDays(1)),
            new Unit("hour", Duration.ofHours(1)),
            new Unit("minute", Duration.ofMinutes(1)),
            new Unit("second", Duration.ofSeconds(1)));

    private Words() {}

    /** {@code 2026-03-02T09:00:00Z, 5 minutes ago}. */
    static String moment(Instant moment, Instant now) {
        return moment.truncatedTo(ChronoUnit.SECONDS) + ", " + away(moment, now);
    }

    /** {@code in 5 minutes}, {@code now}, {@code 3 days ago}. */
    static String away(Instant moment, Instant now) {
        boolean ahead = moment.isAfter(now);
        String span = span(ahead ? Duration.between(now, moment) : Duration.between(moment, now));
        if (span.isEmpty()) {
            return "now";
        }
        return ahead ? "in " + span : span + " ago";
    }

    /** In the largest unit of which there are two, rounded, or in seconds; nothing for less than half a second. */
    private static String span(Duration length) {
        for (Unit unit : UNITS) {
            long count = length.plus(unit.length().dividedBy(2)).dividedBy(unit.length());
            if (count >= 2 || (count == 1 && unit.equals(UNITS.getLast()))) {
                return count + " " + unit.name() + (count == 1 ? "" : "s");
            }
        }
        return "";
    }

    /** {@code 1 session}, {@code 2 sessions}. */
    static String count(long count, String one) {
        return count(count, one, one + "s");
    }

    static String count(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }

    /**
     * The text in one line and without control characters: what others chose, such as a name or a claim, cannot move the
     * cursor or pretend to be another line.
     */
    static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean hidden = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE;
            visible.appendCodePoint(c == '\n' || c == '\t' ? ' ' : hidden ? '\uFFFD' : c);
        });
        return visible.toString();
    }
}
