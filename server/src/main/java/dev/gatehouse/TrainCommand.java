package dev.gatehouse;

import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.logging.LogSettings;
import dev.gatehouse.platform.logging.Logging;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/**
 * Does once what a start does, so that the JVM can note which classes and profiles a start needs (the AOT cache). The
 * build runs it after packaging; what it leaves out works all the same, only slower at first.
 */
@Command(name = "train", hidden = true, description = "Runs what the AOT cache is made from.")
final class TrainCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return switch (new SettingsOptions().load(Map.of())) {
            case Values values -> train(values);
            case SettingsProblems problems -> Main.DOES_NOT_FIT;
        };
    }

    private static int train(Values values) {
        Logging.start(values.room(LogSettings.SETTINGS));
        LoggerFactory.getLogger(TrainCommand.class).info("trained");
        return 0;
    }
}
