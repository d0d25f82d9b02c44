package dev.gatehouse.examples.tasks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task or a report, as clients read it.
 *
 * @param description left out of the JSON where there is none
 * @param ownerId the {@code sub} of whoever wrote it
 */
record Entry(
        UUID id,
        String title,
        @JsonInclude(Include.NON_NULL) @Nullable String description,
        boolean done,
        String ownerId,
        Instant createdAt) {}
