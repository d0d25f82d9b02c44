package dev.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A build of the server that can be started.
 *
 * @param name what tables call it
 * @param command the JVM and all its arguments up to the main class or archive
 */
record Build(String name, List<String> command) {
    Build {
        command = List.copyOf(command);
    }

    /** The classes that this program itself runs with. */
    static Build ofThisClasspath() throws IOException {
        return ofClasspath("this", System.getProperty("java.class.path"));
    }

    /** The same with another flag for the JVM. */
    Build with(String flag) {
        List<String> more = new ArrayList<>(command);
        more.add(1, flag);
        return new Build(name, more);
    }

    /**
     * Reads {@code name=path}, where the path is an archive ({@code .jar}, with an AOT cache beside it where there is
     * one) or a file that holds a class path.
     */
    static Build parse(String text) throws IOException {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("a build is given as name=path, not as " + text);
        }
        String name = text.substring(0, equals);
        Path path = Path.of(text.substring(equals + 1)).toAbsolutePath();
        if (!path.toString().endsWith(".jar")) {
            return ofClasspath(name, Files.readString(path).strip());
        }
        Path cache = Path.of(path.toString().replaceAll("\\.jar$", ".aot"));
        List<String> command = jvm();
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-jar", path.toString()));
        return new Build(name, command);
    }

    private static Build ofClasspath(String name, String classpath) throws IOException {
        List<String> command = jvm();
        command.addAll(List.of("-cp", absolute(classpath), "dev.gatehouse.Main"));
        return new Build(name, command);
    }

    /** The launcher's own flags, so that what is measured is what runs. */
    private static List<String> jvm() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ArrayList<>(List.of(java, "@" + jvmFlags()));
    }

    private static Path jvmFlags() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path flags = folder.resolve("bin").resolve("jvm-flags");
            if (Files.exists(flags)) {
                return flags;
            }
        }
        throw new IOException("bin/jvm-flags is not in this directory or one above: start this inside the repository");
    }

    private static String absolute(String classpath) {
        String separator = System.getProperty("path.separator");
        return String.join(
                separator,
                List.of(classpath.split(separator, -1)).stream()
                        .map(part -> Path.of(part).toAbsolutePath().toString())
                        .toList());
    }

    /** Settings of every measurement: limits counted as always, but never reached; tokens that outlive a run. */
    static Map<String, String> unlimited() {
        return Map.of(
                "limits.login", "1000000/minute",
                "limits.login_address", "1000000/minute",
                "limits.signup", "1000000/minute",
                "limits.refresh", "1000000/minute",
                "tokens.access.ttl", "1h");
    }
}
