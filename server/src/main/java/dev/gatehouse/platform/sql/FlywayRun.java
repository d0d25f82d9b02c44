package dev.gatehouse.platform.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** The one class that touches Flyway, so that it is loaded only when there is something to migrate. */
final class FlywayRun {
    private FlywayRun() {}

    static void migrate(Migrations.Target target) {
        FluentConfiguration configuration = Flyway.configure(FlywayRun.class.getClassLoader())
                .dataSource(target.url(), target.user(), target.password())
                .loggers("slf4j")
                .placeholders(Map.of("ordered", target.orderedText()))
                .resourceProvider(new Scripts())
                .javaMigrationClassProvider(List::of)
                .cleanDisabled(true);
        try {
            configuration.load().migrate();
        } catch (FlywayException failure) {
            throw new DatabaseRefused(
                    "The database's schema cannot be migrated; the step that failed changed nothing: "
                            + failure.getMessage(),
                    failure);
        }
    }

    /** The scripts that this program knows, without a search of the classpath. */
    private static final class Scripts implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return Migrations.SCRIPTS.contains(name) ? new Script(name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return Migrations.SCRIPTS.stream()
                    .filter(name -> name.startsWith(prefix))
                    .<LoadableResource>map(Script::new)
                    .toList();
        }
    }

    private static final class Script extends LoadableResource {
        private final String name;

        private Script(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            try (InputStream stream = FlywayRun.class.getClassLoader().getResourceAsStream(Migrations.FOLDER + name)) {
                if (stream == null) {
                    throw new IllegalStateException("not on the classpath: " + name);
                }
                return new StringReader(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public String getAbsolutePath() {
            return Migrations.FOLDER + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return Migrations.FOLDER + name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
