package org.pcn4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.data.Samples;
import org.pcn4j.function.Loss;
import org.pcn4j.inference.Clamps;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * The loop that trains a network with one input and one output: batches shuffled anew each epoch, a rule, a schedule of
 * learning rates, an evaluation after each epoch. Immutable; each {@code with} method returns a changed copy. Everything
 * drawn at random depends on the seed and on the number of the update alone. The loop prints nothing; {@linkplain
 * TrainingListener listeners} tell.
 */
public final class Trainer {
    private static final int USUAL_BATCH = 64;

    private record Settings(
            int batchSize,
            Seed seed,
            RateSchedule rate,
            OptionalDouble clip,
            Optional<Samples> validation,
            Optional<Integer> patience,
            List<TrainingListener> listeners,
            BooleanSupplier stop) {}

    private final Network network;
    private final Rule rule;
    private final Settings settings;

    private Trainer(Network network, Rule rule, Settings settings) {
        this.network = network;
        this.rule = rule;
        this.settings = settings;
    }

    /**
     * Returns a trainer that learns from 64 samples at a time at a constant rate, by the seed 0, and judges nothing.
     *
     * @throws IllegalArgumentException if the network has not exactly one input and one output
     */
    public static Trainer of(Network network, Rule rule) {
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            throw new IllegalArgumentException("the trainer needs a network with one input and one output, not "
                    + network.inputs().size() + " and " + network.outputs().size());
        }
        return new Trainer(
                network,
                rule,
                new Settings(
                        USUAL_BATCH,
                        new Seed(0),
                        RateSchedule.constant(),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        () -> false));
    }

    /** Learns from so many samples at a time, at least 1. */
    public Trainer withBatchSize(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch must hold at least 1 sample, not " + batchSize);
        }
        Settings s = settings;
        return with(new Settings(batchSize, s.seed, s.rate, s.clip, s.validation, s.patience, s.listeners, s.stop));
    }

    /** Draws orders and masks from a seed. */
    public Trainer withSeed(Seed seed) {
        Settings s = settings;
        return with(new Settings(s.batchSize, seed, s.rate, s.clip, s.validation, s.patience, s.listeners, s.stop));
    }

    /** Multiplies the optimizer's learning rate by a schedule. */
    public Trainer withRate(RateSchedule rate) {
        Settings s = settings;
        return with(new Settings(s.batchSize, s.seed, rate, s.clip, s.validation, s.patience, s.listeners, s.stop));
    }

    /**
     * Shrinks each update to a greatest length, over all parameters. All of its derivatives are held until the last has
     * come, so that Z-IL no longer needs less memory than backpropagation.
     *
     * @param most more than 0, of the mean gradient's norm
     * @throws IllegalArgumentException if it is out of its range
     */
    public Trainer withClippedNorm(double most) {
        if (!(most > 0)) {
            throw new IllegalArgumentException("the norm to clip to must be more than 0, not " + most);
        }
        Settings s = settings;
        return with(new Settings(
                s.batchSize, s.seed, s.rate, OptionalDouble.of(most), s.validation, s.patience, s.listeners, s.stop));
    }

    /** Judges the network by other samples after each epoch. */
    public Trainer withValidation(Samples samples) {
        Settings s = settings;
        return with(new Settings(
                s.batchSize, s.seed, s.rate, s.clip, Optional.of(samples), s.patience, s.listeners, s.stop));
    }

    /**
     * Ends training once the loss on the validation samples has not become less for so many epochs.
     *
     * @param epochs at least 1
     * @throws IllegalArgumentException if it is less
     */
    public Trainer withPatience(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("patience must last at least 1 epoch, not " + epochs);
        }
        Settings s = settings;
        return with(new Settings(
                s.batchSize, s.seed, s.rate, s.clip, s.validation, Optional.of(epochs), s.listeners, s.stop));
    }

    /** Tells a listener, after those that were added before. */
    public Trainer withListener(TrainingListener listener) {
        List<TrainingListener> all = new ArrayList<>(settings.listeners);
        all.add(listener);
        Settings s = settings;
        return with(
                new Settings(s.batchSize, s.seed, s.rate, s.clip, s.validation, s.patience, List.copyOf(all), s.stop));
    }

    /** Ends training after the update in which the condition, which is asked after each, has become true. */
    public Trainer withStop(BooleanSupplier stop) {
        Settings s = settings;
        return with(new Settings(s.batchSize, s.seed, s.rate, s.clip, s.validation, s.patience, s.listeners, stop));
    }

    private Trainer with(Settings changed) {
        return new Trainer(network, rule, changed);
    }

    /**
     * Trains from the beginning.
     *
     * @param parameters changed by learning; borrowed
     * @param optimizer borrowed; its pace is set by the schedule
     * @param samples what is learned from; class labels become targets of the network's loss
     * @param epochs at least 1
     * @throws IllegalArgumentException if a number is out of its range, or patience is asked for without validation
     * @throws org.pcn4j.function.ShapeException if the samples do not fit the network
     * @throws TrainingException if the loss is no longer finite; the parameters are as that update left them
     */
    public Training train(Parameters parameters, Optimizer optimizer, Samples samples, int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("training takes at least 1 epoch, not " + epochs);
        }
        if (settings.patience.isPresent() && settings.validation.isEmpty()) {
            throw new IllegalArgumentException("patience needs samples to validate by");
        }
        Batches batches = new Batches(samples, parameters.dtype(), settings.batchSize, settings.seed.derive("batches"));
        return new Loop(parameters, optimizer, batches, epochs * batches.perEpoch()).run();
    }

    /** One training. */
    private final class Loop {
        private final Parameters parameters;
        private final Optimizer optimizer;
        private final Batches batches;
        private final long updates;
        private final Optional<GlobalNormClip> clip;
        private final Learner learner;
        private final List<Evaluation> evaluations = new ArrayList<>();

        Loop(Parameters parameters, Optimizer optimizer, Batches batches, long updates) {
            this.parameters = parameters;
            this.optimizer = optimizer;
            this.batches = batches;
            this.updates = updates;
            this.clip = settings.clip.isPresent()
                    ? Optional.of(new GlobalNormClip(optimizer, settings.clip.getAsDouble()))
                    : Optional.empty();
            this.learner = clip.isPresent()
                    ? rule.learner(network, parameters, clip.get(), settings.seed.derive("noise"))
                    : rule.learner(network, parameters, optimizer, settings.seed.derive("noise"));
        }

        Training run() {
            Progress begin = progress(0);
            settings.listeners.forEach(listener -> listener.began(begin));
            Training.End end = Training.End.COMPLETE;
            long done = 0;
            while (done < updates && end == Training.End.COMPLETE) {
                double loss = update(done);
                done++;
                Progress now = progress(done);
                settings.listeners.forEach(listener -> listener.updated(now, loss));
                if (done % batches.perEpoch() == 0 && settings.validation.isPresent()) {
                    evaluate(now, settings.validation.get());
                    end = lostPatience() ? Training.End.NO_LONGER_BETTER : end;
                }
                end = settings.stop.getAsBoolean() ? Training.End.STOPPED : end;
            }
            optimizer.setPace(1);
            Training training = new Training(progress(done), end, evaluations);
            settings.listeners.forEach(listener -> listener.ended(training));
            return training;
        }

        private Progress progress(long done) {
            return new Progress(done, updates, batches.perEpoch());
        }

        private double update(long number) {
            optimizer.setPace(settings.rate.factor(number, updates));
            try (TensorScope scope = new TensorScope()) {
                double loss = learner.update(clamps(batches.get(number)), number);
                clip.ifPresent(GlobalNormClip::complete);
                if (!Double.isFinite(loss)) {
                    throw new TrainingException("the loss is " + loss + " at update " + (number + 1)
                            + ": a smaller learning rate may help");
                }
                return loss;
            } finally {
                clip.ifPresent(GlobalNormClip::drop);
            }
        }

        private Clamps clamps(Batch batch) {
            Node output = network.outputs().get(0);
            Loss loss = Network.lossOf(output);
            Tensor target = batch.targets().dtype() == DType.INT64
                    ? loss.targets(batch.targets(), output.shape(), parameters.dtype())
                    : batch.targets();
            return Clamps.of(batch.inputs(), target);
        }

        private void evaluate(Progress now, Samples samples) {
            Evaluation found = new Evaluator(network, settings.batchSize).evaluate(parameters, samples);
            evaluations.add(found);
            settings.listeners.forEach(listener -> listener.evaluated(now, found));
        }

        private boolean lostPatience() {
            int best = 0;
            for (int i = 1; i < evaluations.size(); i++) {
                best = evaluations.get(i).loss() < evaluations.get(best).loss() ? i : best;
            }
            int waited = evaluations.size() - 1 - best;
            return settings.patience.isPresent() && waited >= settings.patience.get();
        }
    }
}
