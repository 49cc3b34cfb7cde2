package org.pcn4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.train.Training;
import org.pcn4j.train.TrainingException;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentRun;
import org.pcn4j.train.experiment.LastData;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunResult;
import picocli.CommandLine.Model.CommandSpec;

/** Makes the runs of a sweep that are not yet over, shared with other processes that are at the same sweep. For one thread. */
final class SweepWork {
    private static final long LOOK_AGAIN_MILLIS = 500;

    private final CommandSpec spec;
    private final Terminal terminal;
    private final Path folder;
    private final String name;
    private final SweepRuns known;
    private final LastData lastData;
    private final Interruption interruption;

    /**
     * Looks for the runs that are there.
     *
     * @param spec of the command
     * @param folder of the runs
     * @param name of each run, after its time
     */
    SweepWork(
            CommandSpec spec,
            Terminal terminal,
            Path folder,
            String name,
            LastData lastData,
            Interruption interruption) {
        this.spec = spec;
        this.terminal = terminal;
        this.folder = folder;
        this.name = name;
        this.known = new SweepRuns(folder);
        this.lastData = lastData;
        this.interruption = interruption;
    }

    /**
     * A run to be made.
     *
     * @param title what it is called while it goes on
     * @param tally of its setting
     */
    record Trial(Experiment experiment, String title, SweepTally tally) {}

    /** What came of the attempt to make a run. */
    private enum Attempt {
        /** It is over. */
        OVER,
        /** It was interrupted. */
        STOPPED,
        /** Another process makes it at this moment. */
        ELSEWHERE
    }

    /**
     * What does not fit the data ends a sweep before its first run, not in its middle.
     *
     * @param seeds how many trials in a row differ in their seeds alone
     * @throws org.pcn4j.train.experiment.ExperimentException if a trial does not fit
     */
    void requireFit(List<Trial> all, int seeds) throws IOException, InterruptedException {
        boolean isTold = false;
        for (int i = 0; i < all.size(); i += seeds) {
            Experiment experiment = all.get(i).experiment();
            if (known.find(experiment.toYaml()).isEmpty()) {
                Prepared prepared = interruption.givingUp(() -> lastData.prepare(experiment));
                isTold = isTold || Experiments.tellMissing(prepared.backends(), spec);
            }
        }
    }

    /** Makes all runs, and returns whether all are over and none was interrupted. */
    boolean done(List<Trial> all) throws IOException, InterruptedException {
        List<Trial> left = new ArrayList<>(all);
        boolean waiting = false;
        while (!left.isEmpty() && !interruption.isRequested()) {
            List<Trial> elsewhere = new ArrayList<>();
            for (Trial trial : left) {
                Attempt attempt = interruption.isRequested() ? Attempt.STOPPED : attempt(trial);
                if (attempt == Attempt.STOPPED) {
                    return false;
                } else if (attempt == Attempt.ELSEWHERE) {
                    elsewhere.add(trial);
                }
            }
            left = elsewhere;
            if (!left.isEmpty()) {
                if (!waiting) {
                    say("waiting for runs that other processes make in " + folder + ": " + left.size());
                    waiting = true;
                }
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        }
        return left.isEmpty();
    }

    /** Makes a run that is not yet over, or goes on with it. */
    private Attempt attempt(Trial trial) throws IOException, InterruptedException {
        Experiment experiment = trial.experiment();
        String settings = experiment.toYaml();
        Optional<RunFolder> before = known.find(settings);
        if (before.isPresent()) {
            RunFolder run = before.get();
            Optional<RunResult> result = run.result();
            Optional<String> failure = run.failure();
            if (result.isPresent()) {
                trial.tally().add(run, experiment.seed(), result.get());
                return Attempt.OVER;
            } else if (failure.isPresent()) {
                trial.tally().addFailed(run, experiment.seed(), failure.get());
                return Attempt.OVER;
            } else if (SweepRuns.isInUse(run)) {
                return Attempt.ELSEWHERE;
            }
        }
        Optional<ExperimentRun> run = before.isPresent()
                ? Optional.of(interruption.givingUp(
                        () -> ExperimentRun.open(before.get(), List.of(), Experiments.command(spec), lastData)))
                : begun(experiment, settings);
        // Another process may just have made it.
        return run.isEmpty() ? Attempt.ELSEWHERE : run(trial, run.get());
    }

    private Optional<ExperimentRun> begun(Experiment experiment, String settings)
            throws IOException, InterruptedException {
        Prepared prepared = interruption.givingUp(() -> lastData.prepare(experiment));
        return known.make(settings, () -> ExperimentRun.begin(folder, name, prepared, Experiments.command(spec)));
    }

    private Attempt run(Trial trial, ExperimentRun run) {
        PrintWriter err = spec.commandLine().getErr();
        long seed = trial.experiment().seed();
        say(trial.title());
        try (TrainingProgress progress = TrainingProgress.of(terminal, err)) {
            ExperimentRun.Outcome outcome = run.withListener(progress)
                    .withStop(interruption::isRequested)
                    .run();
            if (outcome.training().end() == Training.End.STOPPED) {
                return Attempt.STOPPED;
            }
            trial.tally().add(run.folder(), seed, run.folder().result().orElseThrow());
            progress.close();
            err.println(run.folder().path() + ": test: "
                    + Experiments.described(outcome.test().orElseThrow()));
            return Attempt.OVER;
        } catch (TrainingException.NotFinite | TrainingException.Unstable e) {
            // A setting that does not learn is a result as well.
            err.println("failed: " + e.getMessage());
            trial.tally().addFailed(run.folder(), seed, String.valueOf(e.getMessage()));
            return Attempt.OVER;
        } catch (TrainingException.InUse e) {
            return Attempt.ELSEWHERE;
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
