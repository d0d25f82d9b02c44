package dev.gatehouse.platform.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * Sets up Logback by code, because reading XML costs start-up time. Logback finds this class by itself; until
 * {@link #start} only warnings are logged, to standard error, so that a command's output stays its own.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    /** The MDC key of the request's id. */
    public static final String REQUEST = "request";

    private static final String OURS = "dev.gatehouse";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        log(context, new LogSettings(LogFormat.TEXT, LogLevel.WARN), ConsoleTarget.SystemErr);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Logs to standard output as set from here on. */
    public static void start(LogSettings settings) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.reset();
            log(context, settings, ConsoleTarget.SystemOut);
        }
    }

    private static void log(LoggerContext context, LogSettings settings, ConsoleTarget target) {
        Encoder<ILoggingEvent> encoder =
                switch (settings.format()) {
                    case TEXT -> new TextEncoder();
                    case JSON -> new JsonEncoder();
                };
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("console");
        appender.setTarget(target.getName());
        appender.setEncoder(encoder);
        appender.start();

        Level level = settings.level().level();
        // A library may write down what passes through it (statements, headers, bodies), and chatters at INFO.
        Level libraries = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(libraries);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
        // A connection that comes while the server closes has no loop to go to: that is no news.
        context.getLogger("io.netty.bootstrap.ServerBootstrap").setLevel(Level.ERROR);
        context.getLogger(OURS).setLevel(level);
    }
}
