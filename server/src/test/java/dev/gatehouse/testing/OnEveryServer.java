package dev.gatehouse.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Instead of {@code @Test}: runs the method against a server on SQLite and again against one on PostgreSQL. The method
 * takes a {@link TestServer}, which the tests of a class share: so use accounts of its own
 * ({@link TestServer#person()}), and expect that the clock was moved forward. {@link With} on the class gives settings.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}", autoCloseArguments = false)
@ArgumentsSource(SharedServers.class)
public @interface OnEveryServer {
    /** Settings of a class's servers, {@code name=value}. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface With {
        String[] value() default {};

        /** Whether they have a mail server; see {@link TestServer#letterTo}. */
        boolean mail() default false;

        /** Whether they are as {@code dev} has them, with an inbox, mock providers and the sample API. */
        boolean dev() default false;
    }
}
