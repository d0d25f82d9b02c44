package dev.gatehouse.domain.tokens;

import java.util.UUID;

/** What became of a refresh token that somebody presented. */
public sealed interface RefreshOutcome {
    /** It was good and is spent; this is its successor. */
    record Rotated(RefreshToken next) implements RefreshOutcome {}

    /** It was spent a moment ago, by a retry or another tab: the same chain's present token, which works. */
    record Retried(RefreshToken next) implements RefreshOutcome {}

    /** It was spent before: a copy is in other hands, so this session has been ended. */
    record Reused(UUID session) implements RefreshOutcome {}

    /** It waited too long, its session has ended, or its account may not sign in. */
    record Expired() implements RefreshOutcome {}

    /** No such token is known. */
    record Unknown() implements RefreshOutcome {}
}
