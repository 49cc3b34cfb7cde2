package org.pcn4j.train.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.pcn4j.data.Samples;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Progress;
import org.pcn4j.train.StepCheck;
import org.pcn4j.train.Trainer;
import org.pcn4j.train.Training;
import org.pcn4j.train.TrainingException;
import org.pcn4j.train.TrainingListener;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.report.Probe;
import org.pcn4j.train.report.Report;
import org.pcn4j.train.run.Provenance;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunRecorder;
import org.pcn4j.train.run.RunResult;
import org.pcn4j.train.run.Stretch;
import org.pcn4j.train.run.TensorBoardListener;
import org.pcn4j.train.settings.Contradiction;

/**
 * An experiment that is run in a folder of its own: it trains, from the beginning or from where it was interrupted, is
 * evaluated on the test samples, and leaves its measurements, checkpoints, TensorBoard's events, the trained model and a
 * report. Immutable; each {@code with} method returns a changed copy.
 */
public final class ExperimentRun {
    /** So many lines of measurements an epoch, at least. */
    private static final int LINES_PER_EPOCH = 50;

    private final RunFolder folder;
    private final Prepared prepared;
    private final List<TrainingListener> listeners;
    private final BooleanSupplier stop;
    private final Beginning beginning;
    private final Optional<ProcessGroup> ranks;

    /** How this part of the run begins. */
    private sealed interface Beginning {
        /** With a new folder. */
        record New() implements Beginning {}

        /**
         * Where the part before ended.
         *
         * @param command the words that started it
         * @param changed the settings that are other ones now
         */
        record Later(List<String> command, Map<String, String> changed) implements Beginning {}
    }

    private ExperimentRun(
            RunFolder folder,
            Prepared prepared,
            List<TrainingListener> listeners,
            BooleanSupplier stop,
            Beginning beginning,
            Optional<ProcessGroup> ranks) {
        this.folder = folder;
        this.prepared = prepared;
        this.listeners = List.copyOf(listeners);
        this.stop = stop;
        this.beginning = beginning;
        this.ranks = ranks;
    }

    /**
     * Makes the folder of a new run. Puts the threads in force that suit the network.
     *
     * @param runs the folder of all runs, which is made if need be
     * @param name of the experiment
     * @param prepared what is to be run
     * @param command the words that started it
     * @throws RunException if the folder cannot be made
     */
    public static ExperimentRun begin(Path runs, String name, Prepared prepared, List<String> command) {
        return begin(runs, name, prepared, command, Optional.empty());
    }

    /** Makes the folder of a new run that the others of some ranks {@linkplain RankRun follow}; borrows the group, and leaves it. */
    public static ExperimentRun begin(
            Path runs, String name, Prepared prepared, List<String> command, Optional<ProcessGroup> ranks) {
        prepared.useThreads(ranks.map(ProcessGroup::size).orElse(1));
        Experiment experiment = prepared.experiment();
        Provenance provenance = Provenance.begin(
                        command, experiment.seed(), RunData.of(prepared).digests(), Instant.now())
                .withArithmetic(prepared.backends().toString());
        RunFolder folder = RunFolder.create(runs, name, Instant.now(), experiment.toYaml(), provenance);
        return new ExperimentRun(folder, prepared, List.of(), () -> false, new Beginning.New(), ranks);
    }

    /**
     * Opens a run that has begun, to go on with it. Puts the threads in force that suit the network.
     *
     * @throws RunException if its data are not those that it began with
     * @throws org.pcn4j.train.settings.SettingsException if its settings are damaged
     * @throws InterruptedException if the thread is interrupted while data are fetched
     */
    public static ExperimentRun open(RunFolder folder, DataAccess access) throws InterruptedException {
        return open(folder, List.of(), List.of(), new LastData(access), Optional.empty());
    }

    /**
     * Opens a run that has begun, to go on with it for longer or with other times of checkpoints or patience; it ends with
     * the bits of a run that began so, unless it goes on in another arithmetic. The folder is as it was until training goes on.
     *
     * @param changes values in place of the run's, as in {@code epochs=20}; {@code epochs} and {@code updates} take each
     *     other's place
     * @param command the words that started it, kept in the run's provenance
     * @param data where its data come from
     * @param ranks who trains together, of whom this is the first; borrowed, and left when training is over
     * @throws RunException if its data are not those that it began with
     * @throws org.pcn4j.train.settings.SettingsException if its settings are damaged, or a change is none with which it can
     *     go on: which, and what to do
     * @throws InterruptedException if the thread is interrupted while data are fetched
     */
    public static ExperimentRun open(
            RunFolder folder, List<String> changes, List<String> command, LastData data, Optional<ProcessGroup> ranks)
            throws InterruptedException {
        Continuation continuation = Continuation.of(folder, changes);
        Prepared prepared = data.prepare(continuation.after());
        continuation.requireSameCourse(prepared);
        prepared.useThreads(ranks.map(ProcessGroup::size).orElse(1));
        RunData.of(prepared).requireThoseOf(folder);
        return new ExperimentRun(
                folder, prepared, List.of(), () -> false, new Beginning.Later(command, continuation.changed()), ranks);
    }

    /** Opens a run that has begun, to go on with it by this process alone. */
    public static ExperimentRun open(RunFolder folder, List<String> changes, List<String> command, LastData data)
            throws InterruptedException {
        return open(folder, changes, command, data, Optional.empty());
    }

    /**
     * Makes sure that the step γ of the first rule is not too large where the experiment refuses that, before a folder is made.
     * Puts the threads in force that suit the network.
     *
     * @throws ExperimentException if it is: how large it may be
     */
    public static void requireSafeStep(Prepared prepared) {
        Experiment experiment = prepared.experiment();
        if (experiment.stepGuard() != StepCheck.STRICT) {
            return;
        }
        prepared.useThreads();
        RuleComparison.of(prepared, List.of(experiment.rule())).warnings().forEach(complaint -> {
            Contradiction located = new Contradiction(complaint, "rule.gamma", "step-guard");
            throw new ExperimentException(experiment.places().locate(located));
        });
    }

    /** Tells a listener, after those that were added before. */
    public ExperimentRun withListener(TrainingListener listener) {
        List<TrainingListener> all = new ArrayList<>(listeners);
        all.add(listener);
        return new ExperimentRun(folder, prepared, all, stop, beginning, ranks);
    }

    /** Ends training, for the time being, after the update in which the condition has become true. */
    public ExperimentRun withStop(BooleanSupplier condition) {
        return new ExperimentRun(folder, prepared, listeners, condition, beginning, ranks);
    }

    /** Returns the run's folder. */
    public RunFolder folder() {
        return folder;
    }

    /** Returns the settings that are other ones than before, by key, as in {@code 2 → 4}. */
    public Map<String, String> changed() {
        return beginning instanceof Beginning.Later later ? later.changed() : Map.of();
    }

    /** Returns what is run. */
    public Prepared prepared() {
        return prepared;
    }

    /**
     * What came of a run.
     *
     * @param training how far it came
     * @param test how well the network does on the test samples; none if it was stopped before its end
     */
    public record Outcome(Training training, Optional<Evaluation> test) {}

    /**
     * Trains until the end, or until it is stopped; another call, or a run that is opened later, then goes on from there.
     *
     * <p>A run whose loss or parameters are no longer finite, whose step is too large and must not be, or that asks for more than the machine has, is noted as
     * failed in the folder; one that something outside of it keeps from going on, as a full disk, as broken off.
     *
     * @throws org.pcn4j.train.TrainingException if the loss is no longer finite, or a checkpoint cannot be written or read
     * @throws RunException if something else cannot be written
     */
    public Outcome run() {
        Begun begun = new Begun();
        try {
            return run(begun);
        } catch (TrainingException.InUse e) {
            // It is another process's run, to whom its end is left.
            throw e;
        } catch (TrainingException.NotFinite | TrainingException.Unstable e) {
            throw begun.noted(e, provenance -> provenance.failed(Instant.now(), Reason.of(e)));
        } catch (TrainingException | RunException | UncheckedIOException e) {
            // What cannot be read or written now may be later: the run can go on.
            throw begun.noted(e, provenance -> provenance.brokenOff(Instant.now(), Reason.of(e)));
        } catch (RuntimeException e) {
            throw begun.noted(e, provenance -> provenance.failed(Instant.now(), Reason.of(e)));
        } catch (Error e) {
            throw begun.noted(e, provenance -> provenance.failed(Instant.now(), Reason.of(e)));
        }
    }

    private Outcome run(Begun begun) {
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer();
                RunRecorder recorder = recorder(parameters);
                TensorBoardListener events = new TensorBoardListener(folder.events(), every())) {
            Trainer trainer = prepared.trainer(folder.checkpoints())
                    .withListener(begun)
                    .withListener(recorder)
                    .withListener(events)
                    .withStop(stop);
            for (TrainingListener listener : listeners) {
                trainer = trainer.withListener(listener);
            }
            trainer = ranks.map(trainer::withRanks).orElse(trainer);
            Training training = trainer.resume(parameters, optimizer, prepared.train(), prepared.length());
            ranks.ifPresent(ProcessGroup::close);
            Optional<Evaluation> test = Optional.empty();
            if (training.end() != Training.End.STOPPED) {
                test = Optional.of(evaluate(parameters, prepared.test()));
                save(parameters, training.progress().updates());
                folder.write(RunResult.of(
                        training, test.orElseThrow(), prepared.backends().arithmetics()));
            }
            Report.write(folder);
            return new Outcome(training, test);
        }
    }

    /** Hears whether training has begun; from then on the folder is this training's alone. */
    private final class Begun implements TrainingListener {
        private boolean yet;

        @Override
        public void began(Progress progress) {
            yet = true;
            if (progress.updates() < progress.ofUpdates()) {
                folder.forgetResult();
            }
            Provenance before =
                    folder.provenance().withArithmetic(prepared.backends().toString());
            if (beginning instanceof Beginning.Later later) {
                if (!later.changed().isEmpty()) {
                    folder.writeSettings(prepared.experiment().toYaml());
                }
                folder.write(before.resumed(
                        Stretch.begin(Instant.now(), progress.updates(), later.command(), later.changed())));
            } else if (before.ended().isPresent()) {
                folder.write(
                        before.resumed(Stretch.begin(Instant.now(), progress.updates(), before.command(), Map.of())));
            }
        }

        /** Notes an end, unless that is another process's to note, or an end before this attempt stays; returns why. */
        <E extends Throwable> E noted(E why, UnaryOperator<Provenance> end) {
            try {
                if (!yet && ranks.isPresent() && beginning instanceof Beginning.New) {
                    // The ranks did not come to train together, and nothing is left to go on from.
                    folder.delete();
                } else if (yet
                        || (folder.provenance().ended().isEmpty() && !CheckpointFolder.isInUse(folder.checkpoints()))) {
                    folder.write(end.apply(folder.provenance()));
                }
            } catch (IOException | RuntimeException | Error e) {
                // There may be little memory left, or no room on the disk.
                why.addSuppressed(e);
            }
            return why;
        }
    }

    /** Evaluates the network by samples. */
    private Evaluation evaluate(Parameters parameters, Samples samples) {
        return prepared.evaluator().evaluate(parameters, samples);
    }

    private void save(Parameters parameters, long updates) {
        try (Model model = prepared.model(parameters)) {
            model.save(folder.model());
            if (prepared.description().generative().isPresent()) {
                GenerativeReport.write(folder, prepared, model, updates);
            }
        } catch (IOException e) {
            throw new RunException("cannot write '" + folder.model() + "': " + Reason.of(e), e);
        }
    }

    private RunRecorder recorder(Parameters parameters) {
        Experiment experiment = prepared.experiment();
        RunRecorder recorder = new RunRecorder(folder, every(), prepared.train().size())
                .withRate(experiment.optimizer().lr(), experiment.schedule().schedule())
                .withWarnings(warning -> listeners.forEach(listener -> listener.warned(warning)));
        // A probe compares with backpropagation, for which a network that is asked from any end has no output.
        return prepared.description().generative().isPresent()
                ? recorder
                : recorder.withProbing(probe().into(folder, parameters));
    }

    private Probe probe() {
        Samples evaluated = prepared.validation().orElse(prepared.test());
        int depth = prepared.network().depth();
        Domain domain = prepared.description().domain();
        Experiment experiment = prepared.experiment();
        return Probe.of(prepared.network(), experiment.carried(Labeled.of(experiment.rule(), depth)), evaluated)
                .withSamplesAs(domain.shape(), domain.classes())
                .withSamplesNamed(prepared.validation().isPresent() ? "validation samples" : "test samples");
    }

    private long every() {
        long perEpoch = (prepared.train().size() + prepared.experiment().batch() - 1L)
                / prepared.experiment().batch();
        return Math.max(1, perEpoch / LINES_PER_EPOCH);
    }
}
