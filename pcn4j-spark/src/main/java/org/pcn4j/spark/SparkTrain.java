package org.pcn4j.spark;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.pcn4j.data.DataException;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunResult;
import org.pcn4j.train.settings.SettingsException;

/**
 * The program for {@code spark-submit}: trains as an experiment file says, or goes on with a run. What is wrong is told in one line
 * on standard error, with exit code 2 where the words or the settings are, and 1 else.
 */
public final class SparkTrain {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private SparkTrain() {}

    /** Trains, and ends the process where that fails. */
    public static void main(String[] args) {
        int code = run(List.of(args));
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(List<String> words) {
        SubmitArguments arguments;
        Optional<Experiment> experiment;
        try {
            arguments = SubmitArguments.of(words);
            // Before a session is made, which takes seconds.
            experiment = arguments
                    .experiment()
                    .map(file -> Experiment.read(file, arguments.options().changes()));
        } catch (IllegalArgumentException | SettingsException e) {
            return failed(e, MISUSED);
        }
        SparkOptions options = arguments.options().withListener(System.out::println);
        SparkSession session =
                SparkSession.builder().appName("pcn4j " + options.name()).getOrCreate();
        try {
            SparkRun run = experiment.isPresent()
                    ? SparkTraining.run(session, experiment.get(), options.withChanges(List.of()))
                    : SparkTraining.resume(
                            session, RunFolder.open(arguments.resumed().orElseThrow()), options);
            tell(run.folder());
            return 0;
        } catch (SettingsException e) {
            return failed(e, MISUSED);
        } catch (SparkTrainingException | DataException | RunException e) {
            return failed(e, FAILED);
        } finally {
            session.stop();
        }
    }

    private static int failed(RuntimeException e, int code) {
        System.err.println("pcn4j-spark: " + Failures.firstLine(e));
        return code;
    }

    private static void tell(RunFolder folder) {
        Path path = folder.path();
        folder.result().ifPresent(result -> System.out.println("Test: " + described(result)));
        System.out.println("Run " + path + ": model " + folder.model() + ", report " + folder.report());
    }

    private static String described(RunResult result) {
        String accuracy = result.accuracy().isPresent()
                ? String.format(
                        Locale.ROOT, "%.2f %% right, ", 100 * result.accuracy().getAsDouble())
                : "";
        return String.format(
                Locale.ROOT,
                "%s%s %.4f (%d samples)",
                accuracy,
                result.scored().label(),
                result.loss(),
                result.samples());
    }
}
