package dev.gatehouse.testing;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** For {@link OnEveryServer}: two servers for each class, started for its first test and closed after its last. */
final class SharedServers implements ArgumentsProvider {
    private record Shared(TestDatabase database, TestServer server) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
            database.close();
        }
    }

    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return Stream.of(
                        shared(context, "SQLite", TestDatabases::sqlite),
                        shared(context, "PostgreSQL", TestDatabases::postgres))
                .map(server -> Arguments.of(Named.of(server.toString(), server)));
    }

    private static TestServer shared(ExtensionContext context, String kind, Supplier<TestDatabase> database) {
        Class<?> tests = context.getRequiredTestClass();
        ExtensionContext ofClass = context.getParent().orElseThrow();
        OnEveryServer.With with = tests.getAnnotation(OnEveryServer.With.class);
        return ofClass.getStore(ExtensionContext.Namespace.create(SharedServers.class, tests))
                .computeIfAbsent(kind, missing -> start(database.get(), with), Shared.class)
                .server();
    }

    private static Shared start(TestDatabase database, OnEveryServer.@Nullable With with) {
        if (with == null) {
            return new Shared(database, TestServer.on(database));
        }
        if (with.mail() && with.dev()) {
            throw new IllegalArgumentException("dev has an inbox, which a mail server takes the place of");
        }
        return new Shared(
                database,
                with.mail()
                        ? TestServer.mailing(database, with.value())
                        : with.dev() ? TestServer.dev(database, with.value()) : TestServer.on(database, with.value()));
    }
}
