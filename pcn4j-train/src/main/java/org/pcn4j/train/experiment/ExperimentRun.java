package org.pcn4j.train.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.pcn4j.data.Samples;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Evaluator;
import org.pcn4j.train.Progress;
import org.pcn4j.train.Trainer;
import org.pcn4j.train.Training;
import org.pcn4j.train.TrainingException;
import org.pcn4j.train.TrainingListener;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.report.Probe;
import org.pcn4j.train.report.Report;
import org.pcn4j.train.run.DataDigest;
import org.pcn4j.train.run.Provenance;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunRecorder;
import org.pcn4j.train.run.RunResult;
import org.pcn4j.train.run.TensorBoardListener;

/**
 * An experiment that is run in a folder of its own: it trains, from the beginning or from where it was interrupted, is
 * judged by the test samples, and leaves its measurements, checkpoints, TensorBoard's events, the trained model and a
 * report. Immutable; each {@code with} method returns a changed copy.
 */
public final class ExperimentRun {
    /** So many lines of measurements an epoch, at least. */
    private static final int LINES_PER_EPOCH = 50;

    private final RunFolder folder;
    private final Prepared prepared;
    private final List<TrainingListener> listeners;
    private final BooleanSupplier stop;

    private ExperimentRun(RunFolder folder, Prepared prepared, List<TrainingListener> listeners, BooleanSupplier stop) {
        this.folder = folder;
        this.prepared = prepared;
        this.listeners = List.copyOf(listeners);
        this.stop = stop;
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
        prepared.useThreads();
        Experiment experiment = prepared.experiment();
        Provenance provenance = Provenance.begin(command, experiment.seed(), digests(prepared), Instant.now());
        RunFolder folder = RunFolder.create(runs, name, Instant.now(), experiment.toYaml(), provenance);
        return new ExperimentRun(folder, prepared, List.of(), () -> false);
    }

    /**
     * Opens a run that has begun, to go on with it. Puts the threads in force that suit the network.
     *
     * @throws RunException if its data are not those that it began with
     * @throws org.pcn4j.train.settings.SettingsException if its settings are damaged
     * @throws InterruptedException if the thread is interrupted while data are fetched
     */
    public static ExperimentRun open(RunFolder folder, DataAccess access) throws InterruptedException {
        Prepared prepared = Experiment.read(folder.path().resolve("experiment.yaml"), List.of())
                .prepare(access);
        prepared.useThreads();
        Map<String, String> before = folder.provenance().data();
        digests(prepared).forEach((samples, digest) -> {
            if (before.containsKey(samples) && !before.containsValue(digest)) {
                throw new RunException("the data of '" + folder.path() + "' have changed: expected " + samples + " "
                        + before.get(samples) + ", found " + digest);
            }
        });
        return new ExperimentRun(folder, prepared, List.of(), () -> false);
    }

    private static Map<String, String> digests(Prepared prepared) {
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("train", DataDigest.of(prepared.train()));
        prepared.validation().ifPresent(samples -> digests.put("validation", DataDigest.of(samples)));
        digests.put("test", DataDigest.of(prepared.test()));
        return digests;
    }

    /** Tells a listener, after those that were added before. */
    public ExperimentRun withListener(TrainingListener listener) {
        List<TrainingListener> all = new ArrayList<>(listeners);
        all.add(listener);
        return new ExperimentRun(folder, prepared, all, stop);
    }

    /** Ends training, for the time being, after the update in which the condition has become true. */
    public ExperimentRun withStop(BooleanSupplier condition) {
        return new ExperimentRun(folder, prepared, listeners, condition);
    }

    /** Returns the run's folder. */
    public RunFolder folder() {
        return folder;
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
     * @throws org.pcn4j.train.TrainingException if the loss is no longer finite, or a checkpoint cannot be written or read
     * @throws RunException if something else cannot be written
     */
    public Outcome run() {
        Begun begun = new Begun();
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer();
                RunRecorder recorder = recorder(parameters);
                TensorBoardListener events = new TensorBoardListener(folder.events(), every())) {
            Trainer trainer = prepared.trainer(folder.checkpoints())
                    .withListener(recorder)
                    .withListener(events)
                    .withStop(stop);
            trainer = trainer.withListener(begun);
            for (TrainingListener listener : listeners) {
                trainer = trainer.withListener(listener);
            }
            Training training = trainer.resume(parameters, optimizer, prepared.train(), prepared.length());
            Optional<Evaluation> test = Optional.empty();
            if (training.end() != Training.End.STOPPED) {
                test = Optional.of(evaluate(parameters, prepared.test()));
                save(parameters);
                folder.write(RunResult.of(training, test.orElseThrow()));
            }
            Report.write(folder);
            return new Outcome(training, test);
        } catch (TrainingException e) {
            // One that could not begin, as another process trains it, is not over.
            if (begun.yet) {
                folder.write(folder.provenance().ended(Instant.now(), "failed: " + e.getMessage()));
            }
            throw e;
        }
    }

    /** Hears whether training has begun. */
    private static final class Begun implements TrainingListener {
        private boolean yet;

        @Override
        public void began(Progress progress) {
            yet = true;
        }
    }

    /** Judges the network by samples. */
    private Evaluation evaluate(Parameters parameters, Samples samples) {
        return new Evaluator(prepared.network(), prepared.experiment().batch()).evaluate(parameters, samples);
    }

    private void save(Parameters parameters) {
        try (Model model = prepared.model(parameters)) {
            model.save(folder.model());
        } catch (IOException e) {
            throw new RunException("cannot write '" + folder.model() + "': " + e.getMessage(), e);
        }
    }

    private RunRecorder recorder(Parameters parameters) {
        Experiment experiment = prepared.experiment();
        Samples judges = prepared.validation().orElse(prepared.test());
        int depth = prepared.network().depth();
        Domain domain = prepared.description().domain();
        Probe probe = Probe.of(prepared.network(), experiment.rule().rule(depth), judges)
                .withSamplesAs(domain.shape(), domain.classes())
                .withSamplesNamed(prepared.validation().isPresent() ? "validation samples" : "test samples");
        return new RunRecorder(folder, every(), prepared.train().size())
                .withRate(experiment.optimizer().lr(), experiment.schedule().schedule())
                .withProbing(probe.into(folder, parameters));
    }

    private long every() {
        long perEpoch = (prepared.train().size() + prepared.experiment().batch() - 1L)
                / prepared.experiment().batch();
        return Math.max(1, perEpoch / LINES_PER_EPOCH);
    }
}
