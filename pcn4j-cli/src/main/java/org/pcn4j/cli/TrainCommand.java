package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Rendezvous;
import org.pcn4j.train.Backends;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Training;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentRun;
import org.pcn4j.train.experiment.LastData;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.experiment.RankRun;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.settings.SettingsException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a network as an experiment file says, or goes on with a run. */
@Command(
        name = "train",
        description = "Train a network as an experiment file says, in a folder of its own, or resume a run.",
        footer = {
            "",
            "Ctrl-C finishes the update, saves and exits with 130; a second one exits at once.",
            "",
            "Example: an experiment with another learning rate; then, if it was interrupted, the rest of it",
            "  pcn4j train digits.yaml --set optimizer.lr=0.01",
            "  pcn4j train --resume runs/20261126-035100-digits",
            "Example: ten epochs more than the twenty that it was to have, with the bits of thirty",
            "  pcn4j train --resume runs/20261126-035100-digits --set epochs=30"
        })
final class TrainCommand implements Callable<Integer> {
    /** What is trained. */
    private static final class Subject {
        @Parameters(paramLabel = "EXPERIMENT", description = "The experiment file; pcn4j init writes one.")
        private Optional<Path> experiment = Optional.empty();

        @Option(names = "--resume", paramLabel = "RUN", description = "The folder of a run to resume.")
        private Optional<Path> run = Optional.empty();
    }

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup
    private Subject subject = new Subject();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "A value in place of the file's, as in --set optimizer.lr=0.01; as often as needed. With"
                            + " --resume: epochs, updates, patience, arithmetic, reduction, checkpoint or step-guard in place of the run's.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--strict",
            description =
                    "Refuse a step γ that is too large for values to converge, as --set step-guard=strict; without"
                            + " it a warning tells.")
    private boolean strict;

    @Option(names = "--runs", paramLabel = "DIR", description = "Where the run's folder is made (default: runs).")
    private Optional<Path> runs = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the run is called, after its time (default: the experiment file's name).")
    private Optional<String> name = Optional.empty();

    @Mixin
    private DataOptions data;

    TrainCommand(Terminal terminal, DataSets sets) {
        this.terminal = terminal;
        this.data = new DataOptions(terminal, sets);
    }

    @Override
    public Integer call() {
        if (subject.experiment.isEmpty() && subject.run.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "expected an experiment file, or --resume and the folder of a run");
        }
        try (Interruption interruption = Interruption.watch()) {
            // What is said comes before the interruption is closed, which lets a process that was asked to end do so.
            try {
                return withRanks(interruption);
            } catch (InterruptedException e) {
                spec.commandLine().getOut().println("Interrupted before training; the same command begins again");
                return Interruption.EXIT_CODE;
            }
        }
    }

    /** Where the environment says so, this is one of several processes that train together. */
    private Integer withRanks(Interruption interruption) throws InterruptedException {
        Optional<Rendezvous> place;
        try {
            place = Rendezvous.of(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        if (place.isEmpty()) {
            return train(interruption, Optional.empty());
        }
        Parent.endWithIt(System.getenv());
        try (ProcessGroup group = ProcessGroup.join(place.get())) {
            try {
                return group.rank() == 0 ? train(interruption, Optional.of(group)) : follow(interruption, group);
            } catch (RuntimeException | InterruptedException | Error e) {
                group.fail(Trouble.of(e));
                throw e;
            }
        }
    }

    private Integer follow(Interruption interruption, ProcessGroup group) throws InterruptedException {
        Experiment experiment =
                RankRun.experiment(group, subject.experiment.map(file -> Experiments.read(spec, file, settings())));
        Prepared prepared = interruption.givingUp(() -> experiment.prepare(data.access()));
        Training training = RankRun.follow(prepared, group, interruption::isRequested);
        return training.end() == Training.End.STOPPED ? Interruption.EXIT_CODE : ExitCode.OK;
    }

    private Integer train(Interruption interruption, Optional<ProcessGroup> ranks) throws InterruptedException {
        ExperimentRun run =
                subject.run.isPresent() ? resumed(subject.run.get(), interruption, ranks) : begun(interruption, ranks);
        try (TrainingProgress progress =
                TrainingProgress.of(terminal, spec.commandLine().getErr())) {
            ExperimentRun.Outcome outcome = run.withListener(progress)
                    .withStop(interruption::isRequested)
                    .run();
            progress.close();
            return told(run, outcome);
        }
    }

    private ExperimentRun resumed(Path path, Interruption interruption, Optional<ProcessGroup> ranks)
            throws InterruptedException {
        if (name.isPresent()) {
            throw new ParameterException(spec.commandLine(), "a run keeps its name: --name does not go with --resume");
        }
        if (runs.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "a run keeps its folder: --runs does not go with --resume, which names it");
        }
        RunFolder folder = RunFolder.open(path);
        Platform.preload();
        ExperimentRun run = interruption.givingUp(() -> opened(folder, ranks));
        String changed = run.changed().entrySet().stream()
                .map(change -> change.getKey() + " " + change.getValue())
                .collect(Collectors.joining(", ", ": ", ""));
        spec.commandLine()
                .getOut()
                .println("Run " + folder.path() + " resumes" + (run.changed().isEmpty() ? "" : changed));
        tellArithmetic(run.prepared());
        lead(ranks, run.prepared());
        return run;
    }

    /** Lets the other ranks know what is trained, if there are any. */
    private static void lead(Optional<ProcessGroup> ranks, Prepared prepared) {
        ranks.ifPresent(group -> RankRun.lead(group, prepared.experiment()));
    }

    private ExperimentRun opened(RunFolder folder, Optional<ProcessGroup> ranks) throws InterruptedException {
        try {
            return ExperimentRun.open(
                    folder, settings(), Experiments.command(spec), new LastData(data.access()), ranks);
        } catch (SettingsException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ExperimentRun begun(Interruption interruption, Optional<ProcessGroup> ranks) throws InterruptedException {
        Path file = subject.experiment.orElseThrow();
        Experiment experiment = Experiments.read(spec, file, settings());
        Platform.preload();
        Prepared prepared = interruption.givingUp(() -> experiment.prepare(data.access()));
        ExperimentRun.requireSafeStep(prepared);
        lead(ranks, prepared);
        ExperimentRun run = ExperimentRun.begin(
                runs.orElse(Path.of("runs")),
                name.orElse(Experiments.name(file)),
                prepared,
                Experiments.command(spec),
                ranks);
        spec.commandLine().getOut().println("Run " + run.folder().path() + ": " + Experiments.described(prepared));
        tellArithmetic(prepared);
        return run;
    }

    private void tellArithmetic(Prepared prepared) {
        Backends backends = prepared.backends();
        spec.commandLine().getOut().println("Arithmetic: " + backends);
        Experiments.tellMissing(backends, spec);
    }

    private List<String> settings() {
        List<String> all = new ArrayList<>(overrides);
        if (strict) {
            all.add("step-guard=strict");
        }
        return all;
    }

    private Integer told(ExperimentRun run, ExperimentRun.Outcome outcome) {
        Path folder = run.folder().path();
        Training training = outcome.training();
        if (training.end() == Training.End.STOPPED) {
            spec.commandLine()
                    .getOut()
                    .println("Interrupted after update " + training.progress().updates() + " of "
                            + training.progress().ofUpdates() + "; all of it is saved. Go on: pcn4j train --resume "
                            + folder);
            return Interruption.EXIT_CODE;
        }
        Evaluation test = outcome.test().orElseThrow();
        if (training.end() == Training.End.NO_LONGER_BETTER) {
            spec.commandLine()
                    .getOut()
                    .println("Ended after update " + training.progress().updates()
                            + ": no longer better on the validation samples");
        }
        spec.commandLine().getOut().println("Test: " + Experiments.described(test));
        spec.commandLine()
                .getOut()
                .println("Model " + run.folder().model() + ", report "
                        + run.folder().report());
        return ExitCode.OK;
    }
}
