package dev.gatehouse.cli;

import dev.gatehouse.domain.breaches.FilterUnusable;
import dev.gatehouse.domain.keys.KeysUnusable;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.config.Misfits;
import dev.gatehouse.platform.sql.DatabaseFailure;
import dev.gatehouse.platform.sql.DatabaseRefused;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on standard error, in one line each, why a command did not do its work. Only a defect shows a stack trace. */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(Words.visible(String.valueOf(problem.getMessage())));
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("`" + command.getCommandSpec().qualifiedName() + " --help` says how it is used.");
        err.flush();
        return ExitCode.DOES_NOT_FIT;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, @Nullable ParseResult parsed) {
        PrintWriter err = command.getErr();
        List<String> sentences = sentences(failure);
        if (sentences.isEmpty()) {
            err.println("This is a defect of Gatehouse, or something that it did not expect:");
            failure.printStackTrace(err);
        } else {
            sentences.forEach(sentence -> err.println(Words.visible(sentence)));
        }
        err.flush();
        return switch (failure) {
            case CommandFailed expected -> expected.exitCode();
            case Misfits misfits -> ExitCode.DOES_NOT_FIT;
            default -> ExitCode.FAILED;
        };
    }

    private static List<String> sentences(Exception failure) {
        return switch (failure) {
            case CommandFailed expected -> expected.sentences();
            case DatabaseRefused refused -> List.of(String.valueOf(refused.getMessage()));
            case KeysUnusable unusable -> List.of(String.valueOf(unusable.getMessage()));
            case FilterUnusable unusable -> List.of(String.valueOf(unusable.getMessage()));
            case Misfits misfits -> misfits.sentences();
            case Problem problem -> sentences(problem);
            case DatabaseFailure broken ->
                List.of("The database failed on " + broken.getMessage() + ": " + rootOf(broken));
            default -> List.of();
        };
    }

    private static List<String> sentences(Problem problem) {
        if (problem.code() == ErrorCode.BUSY) {
            return List.of("The database is busy or out of reach (" + problem.getMessage() + "). Try again.");
        }
        if (problem.code() == ErrorCode.SERVER_ERROR) {
            return List.of();
        }
        return problem.fields().isEmpty()
                ? List.of(problem.detail())
                : problem.fields().stream()
                        .map(field -> field.field() + ": " + field.message())
                        .toList();
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
