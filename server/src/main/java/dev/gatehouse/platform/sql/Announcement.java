package dev.gatehouse.platform.sql;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a transaction tells every node after its commit. */
record Announcement(String channel, String payload) {
    private static final Pattern CHANNEL = Pattern.compile("[a-z0-9_.-]{1,60}");

    Announcement {
        if (!CHANNEL.matcher(channel).matches()) {
            throw new IllegalArgumentException("not a channel: " + channel);
        }
        if (payload.getBytes(StandardCharsets.UTF_8).length > Transaction.LONGEST_PAYLOAD) {
            throw new IllegalArgumentException("an announcement on " + channel + " is too long");
        }
    }
}
