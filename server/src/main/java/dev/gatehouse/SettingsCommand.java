package dev.gatehouse;

import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints every setting, its value and where that came from. */
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        description = "Prints every setting, its value and where that came from. Secrets stay hidden.")
final class SettingsCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        return switch (options.load(Map.of())) {
            case Values values -> {
                print(values.listing(), out);
                yield 0;
            }
            case SettingsProblems problems -> {
                problems.lines().forEach(spec.commandLine().getErr()::println);
                yield Main.DOES_NOT_FIT;
            }
        };
    }

    private static void print(List<Values.Listed> listing, PrintWriter out) {
        int name = widest(listing, Values.Listed::name);
        int value = widest(listing, Values.Listed::value);
        String line = "%-" + name + "s  %-" + value + "s  %s%n";
        listing.forEach(one -> out.printf(line, one.name(), one.value(), one.origin()));
        out.flush();
    }

    private static int widest(List<Values.Listed> listing, Function<Values.Listed, String> column) {
        return listing.stream().map(column).mapToInt(String::length).max().orElse(1);
    }
}
