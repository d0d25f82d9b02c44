package dev.gatehouse.platform.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a line looks like, and which lines there are. */
class LoggingTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    @AfterEach
    void backToTheStart() {
        context.reset();
        new Logging().configure(context);
    }

    private String encode(Encoder<ILoggingEvent> encoder, String message, @Nullable Throwable error) {
        Logger logger = context.getLogger("dev.gatehouse.feature.signin.Login");
        LoggingEvent event = new LoggingEvent("", logger, Level.INFO, message, error, null);
        event.setInstant(NOON);
        event.setMDCPropertyMap(Map.of(Logging.REQUEST, "r-1"));
        event.addKeyValuePair(new KeyValuePair("status", 401));
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void aJsonLineHoldsTheRequestAndThePairs() {
        assertThat(encode(new JsonEncoder(), "refused", null))
                .isEqualTo("{\"time\":\"2026-03-01T12:00:00.123Z\",\"level\":\"INFO\","
                        + "\"logger\":\"dev.gatehouse.feature.signin.Login\",\"message\":\"refused\","
                        + "\"request\":\"r-1\",\"status\":\"401\"}\n");
    }

    @Test
    void aJsonLineStaysOneLineAndValidWhateverIsLogged() {
        String hostile = "a\"b\\c\nd\te\u0000f\u001bg\u007fh é 😀";
        String line = encode(new JsonEncoder(), hostile, new IllegalStateException("two\nlines"));
        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        JsonNode json = JsonMapper.builder().build().readTree(line);
        assertThat(json.get("message").asString()).isEqualTo(hostile);
        assertThat(json.get("error").asString()).contains("IllegalStateException", "two\nlines", "LoggingTest");
    }

    @Test
    void aTextLineIsReadableAndCannotBeForged() {
        String line = encode(new TextEncoder(), "name is x\r\n12:00:00 ERROR forged", null);
        assertThat(line)
                .containsOnlyOnce("\n")
                .contains(" INFO  Login: name is x\uFFFD\uFFFD12:00:00 ERROR forged request=r-1 status=401");
        assertThat(encode(new TextEncoder(), "oh", new IllegalStateException("why")))
                .contains("IllegalStateException: why");
    }

    @Test
    void onlyOurOwnClassesEverLogDetails() {
        Logging.start(new LogSettings(LogFormat.JSON, LogLevel.TRACE));
        assertThat(context.getLogger("dev.gatehouse.x").isTraceEnabled()).isTrue();
        assertThat(context.getLogger("org.postgresql").isDebugEnabled()).isFalse();
        assertThat(context.getLogger("org.postgresql").isInfoEnabled()).isFalse();
        Logging.start(new LogSettings(LogFormat.TEXT, LogLevel.ERROR));
        assertThat(context.getLogger("dev.gatehouse.x").isWarnEnabled()).isFalse();
        assertThat(context.getLogger("org.postgresql").isWarnEnabled()).isFalse();
    }

    @Test
    void logbackFindsTheSetUpByItself() {
        assertThat(context.getLogger("dev.gatehouse").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("console"))
                .isNotNull();
    }
}
