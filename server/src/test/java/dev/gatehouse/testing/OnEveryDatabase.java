package dev.gatehouse.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Instead of {@code @Test}: runs the method on a fresh, migrated SQLite file and again on a fresh, migrated PostgreSQL
 * database. The method takes a {@link TestDatabase}, which is closed and removed after it.
 *
 * <pre>{@code
 * @OnEveryDatabase
 * void anAccountIsFoundByItsName(TestDatabase on) {
 *     Accounts accounts = new Accounts(on.database(), ...);
 * }
 * }</pre>
 *
 * Where a test wants only one kind: {@code try (TestDatabase on = TestDatabases.sqlite())}, or {@code postgres()}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(TestDatabases.Each.class)
public @interface OnEveryDatabase {}
