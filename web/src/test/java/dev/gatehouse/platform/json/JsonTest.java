package dev.gatehouse.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
    record Answer(
            String zName, @Nullable String aNothing, Instant createdAt, Duration lasting, List<Integer> someNumbers) {}

    @Test
    void recordsAreWrittenInTheirOwnOrderInSnakeCaseWithNulls() {
        Answer answer = new Answer("z", null, Instant.EPOCH.plusMillis(1), Duration.ofMinutes(5), List.of(1));
        assertThat(Json.text(answer))
                .isEqualTo("{\"z_name\":\"z\",\"a_nothing\":null,\"created_at\":\"1970-01-01T00:00:00.001Z\","
                        + "\"lasting\":\"PT5M\",\"some_numbers\":[1]}");
        assertThat(Json.read(Json.bytes(answer)).path("z_name").stringValue()).isEqualTo("z");
    }

    @Test
    void whatIsWrongIsSaidWithoutQuotingAnyValue() {
        assertThatThrownBy(() -> Json.read("{\"secret\":1,\"secret\":2}"))
                .isInstanceOf(MalformedJson.class)
                .hasMessage("The JSON names \"secret\" twice.");
        assertThatThrownBy(() -> Json.read("hunter2")).hasMessage("The body is not well-formed JSON.");
        assertThatThrownBy(() -> Json.read("")).isInstanceOf(MalformedJson.class);
    }
}
