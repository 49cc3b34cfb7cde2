package org.pcn4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.pcn4j.data.Batches;
import org.pcn4j.data.Samples;
import org.pcn4j.inference.ParameterUpdater;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/**
 * The loop that trains a network with one input and one output: batches shuffled anew each epoch, a rule, a schedule of
 * learning rates, an evaluation after each epoch. Immutable; each {@code with} method returns a changed copy. Everything
 * drawn at random depends on the seed and on the number of the update alone. The loop prints nothing; {@linkplain
 * TrainingListener listeners} tell.
 */
public final class Trainer {
    private static final int USUAL_BATCH = 64;

    private final Network network;
    private final Rule rule;
    // Set while a copy is made, never after.
    private int batchSize = USUAL_BATCH;
    private Seed seed = new Seed(0);
    private RateSchedule rate = RateSchedule.constant();
    private OptionalDouble clip = OptionalDouble.empty();
    private Optional<Samples> validation = Optional.empty();
    private Optional<Integer> patience = Optional.empty();
    private List<TrainingListener> listeners = List.of();
    private BooleanSupplier stop = () -> false;

    private Trainer(Network network, Rule rule) {
        this.network = network;
        this.rule = rule;
    }

    private Trainer with(Consumer<Trainer> change) {
        Trainer copy = new Trainer(network, rule);
        copy.batchSize = batchSize;
        copy.seed = seed;
        copy.rate = rate;
        copy.clip = clip;
        copy.validation = validation;
        copy.patience = patience;
        copy.listeners = listeners;
        copy.stop = stop;
        change.accept(copy);
        return copy;
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
        return new Trainer(network, rule);
    }

    /** Learns from so many samples at a time, at least 1. */
    public Trainer withBatchSize(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch must hold at least 1 sample, not " + batchSize);
        }
        return with(copy -> copy.batchSize = batchSize);
    }

    /** Draws orders and masks from a seed. */
    public Trainer withSeed(Seed seed) {
        return with(copy -> copy.seed = seed);
    }

    /** Multiplies the optimizer's learning rate by a schedule. */
    public Trainer withRate(RateSchedule rate) {
        return with(copy -> copy.rate = rate);
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
        return with(copy -> copy.clip = OptionalDouble.of(most));
    }

    /** Judges the network by other samples after each epoch. */
    public Trainer withValidation(Samples samples) {
        return with(copy -> copy.validation = Optional.of(samples));
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
        return with(copy -> copy.patience = Optional.of(epochs));
    }

    /** Tells a listener, after those that were added before. */
    public Trainer withListener(TrainingListener listener) {
        List<TrainingListener> all = new ArrayList<>(listeners);
        all.add(listener);
        return with(copy -> copy.listeners = List.copyOf(all));
    }

    /** Ends training after the update in which the condition, which is asked after each, has become true. */
    public Trainer withStop(BooleanSupplier stop) {
        return with(copy -> copy.stop = stop);
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
        if (patience.isPresent() && validation.isEmpty()) {
            throw new IllegalArgumentException("patience needs samples to validate by");
        }
        Batches batches = new Batches(samples, parameters.dtype(), batchSize, seed.derive("batches"));
        return new Loop(parameters, optimizer, batches, epochs * batches.perEpoch()).run();
    }

    /** One training. */
    private final class Loop {
        private final Parameters parameters;
        private final Optimizer optimizer;
        private final Batches batches;
        private final long updates;
        private final Optional<GlobalNormClip> clipping;
        private final Learner learner;
        private final List<Evaluation> evaluations = new ArrayList<>();

        Loop(Parameters parameters, Optimizer optimizer, Batches batches, long updates) {
            this.parameters = parameters;
            this.optimizer = optimizer;
            this.batches = batches;
            this.updates = updates;
            this.clipping = clip.isPresent()
                    ? Optional.of(new GlobalNormClip(optimizer, clip.getAsDouble()))
                    : Optional.empty();
            ParameterUpdater updater = clipping.isPresent() ? clipping.get() : optimizer;
            this.learner = rule.learner(network, parameters, updater, seed.derive("noise"));
        }

        Training run() {
            Progress begin = progress(0);
            listeners.forEach(listener -> listener.began(begin));
            Training.End end = Training.End.COMPLETE;
            long done = 0;
            while (done < updates && end == Training.End.COMPLETE) {
                double loss = update(done);
                done++;
                Progress now = progress(done);
                listeners.forEach(listener -> listener.updated(now, loss));
                if (done % batches.perEpoch() == 0 && validation.isPresent()) {
                    evaluate(now, validation.get());
                    end = lostPatience() ? Training.End.NO_LONGER_BETTER : end;
                }
                end = stop.getAsBoolean() ? Training.End.STOPPED : end;
            }
            optimizer.setPace(1);
            Training training = new Training(progress(done), end, evaluations);
            listeners.forEach(listener -> listener.ended(training));
            return training;
        }

        private Progress progress(long done) {
            return new Progress(done, updates, batches.perEpoch());
        }

        private double update(long number) {
            optimizer.setPace(rate.factor(number, updates));
            try (TensorScope scope = new TensorScope()) {
                double loss =
                        learner.update(Evaluator.clamps(network, batches.get(number), parameters.dtype()), number);
                clipping.ifPresent(GlobalNormClip::complete);
                if (!Double.isFinite(loss)) {
                    throw new TrainingException("the loss is " + loss + " at update " + (number + 1)
                            + ": a smaller learning rate may help");
                }
                return loss;
            } finally {
                clipping.ifPresent(GlobalNormClip::drop);
            }
        }

        private void evaluate(Progress now, Samples samples) {
            Evaluation found = new Evaluator(network, batchSize).evaluate(parameters, samples);
            evaluations.add(found);
            listeners.forEach(listener -> listener.evaluated(now, found));
        }

        private boolean lostPatience() {
            int best = 0;
            for (int i = 1; i < evaluations.size(); i++) {
                best = evaluations.get(i).loss() < evaluations.get(best).loss() ? i : best;
            }
            int waited = evaluations.size() - 1 - best;
            return patience.isPresent() && waited >= patience.get();
        }
    }
}
