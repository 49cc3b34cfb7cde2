package org.pcn4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pcn4j.analysis.Comparison;
import org.pcn4j.analysis.ComparisonListener;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.data.Augmentation;
import org.pcn4j.data.Batches;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Split;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.run.Reduction;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Projection;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/**
 * Trains a network with one input and one output, or one that is asked from any end: batches shuffled anew each epoch, a rule or several one after the other, a
 * schedule of learning rates, evaluations and checkpoints on the way. Immutable; each {@code with} method returns a changed
 * copy. Everything drawn at random depends on the seed and on the number of the update alone. Nothing is printed;
 * {@linkplain TrainingListener listeners} tell.
 */
public final class Trainer {
    private final Settings settings;

    private Trainer(Settings settings) {
        this.settings = settings;
    }

    private Trainer with(Consumer<Settings> change) {
        Settings copy = settings.copy();
        change.accept(copy);
        return new Trainer(copy);
    }

    /**
     * Returns a trainer that learns from 64 samples at a time at a constant rate, by the seed 0, and evaluates nothing.
     *
     * @throws IllegalArgumentException if the network has not exactly one input and one output
     */
    public static Trainer of(Network network, Rule rule) {
        return of(network, RuleSchedule.of(rule));
    }

    /**
     * Returns the same trainer, but for several rules one after the other.
     *
     * @throws IllegalArgumentException if the network has not exactly one input and one output
     */
    public static Trainer of(Network network, RuleSchedule rules) {
        return new Trainer(new Settings(network, rules));
    }

    /**
     * Returns the same trainer of a network that is asked from any end: it is trained with samples and targets held where it
     * has them, its own projection follows every update, and it is evaluated by what it answers.
     */
    public static Trainer of(Generative generative, RuleSchedule rules) {
        return new Trainer(new Settings(generative, rules));
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
        return with(copy -> copy.clipping = copy.clipping.toNorm(most));
    }

    /**
     * Brings every element of each Δθ between −most and most, before an update is shrunk as a whole.
     *
     * @param most more than 0, of the mean gradient's elements
     * @throws IllegalArgumentException if it is out of its range
     */
    public Trainer withClippedValues(double most) {
        return with(copy -> copy.clipping = copy.clipping.toValue(most));
    }

    /** Projects parameters after every update, once the optimizer has moved them, and after projections said before. */
    public Trainer withProjection(Projection projection) {
        return with(copy -> copy.projections = plus(copy.projections, projection));
    }

    /** Changes the images that are learned from at random, each time anew; those that are validated by stay as they are. */
    public Trainer withAugmentation(Augmentation augmentation) {
        return with(copy -> copy.augmentation = Optional.of(augmentation));
    }

    /**
     * Prepares so many batches ahead, on a thread of its own, while others are learned from: 2 unless told otherwise. It
     * changes no bit.
     *
     * @param batches at least 0; with 0 there is no such thread
     * @throws IllegalArgumentException if it is negative
     */
    public Trainer withBatchesAhead(int batches) {
        if (batches < 0) {
            throw new IllegalArgumentException("at least 0 batches can be prepared ahead, not " + batches);
        }
        return with(copy -> copy.ahead = batches);
    }

    /**
     * Says what is done about a step γ that is too large for values to converge: it is told, unless this says otherwise. It is
     * measured on a few samples when a rule begins and after each evaluation, which changes no bit of what is learned.
     */
    public Trainer withStepCheck(StepCheck check) {
        return with(copy -> copy.stepCheck = check);
    }

    /** Evaluates the network by other samples after each epoch. */
    public Trainer withValidation(Samples samples) {
        return withValidation(samples, Length.epochs(1));
    }

    /** Evaluates the network by other samples each time so much is done. */
    public Trainer withValidation(Samples samples, Length every) {
        return with(copy -> {
            copy.validation = Optional.of(samples);
            copy.validateEvery = every;
        });
    }

    /** Tells, where the network is validated, the errors of the numbers that it learns in their own units. */
    public Trainer withTargets(Targets targets) {
        return with(copy -> copy.targets = Optional.of(targets));
    }

    /** Evaluates the network by these sums, as {@link Evaluator#in} does. */
    public Trainer withEvaluation(Arithmetic arithmetic) {
        return with(copy -> copy.evaluation = arithmetic);
    }

    /**
     * Ends training once the loss on the validation samples has not become less for so many epochs, or, where they are
     * evaluated on at other times, evaluations.
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

    /** Writes checkpoints, from which {@link #resume} goes on. */
    public Trainer withCheckpoints(Checkpoints checkpoints) {
        return with(copy -> copy.checkpoints = Optional.of(checkpoints));
    }

    /** Tells a listener, after those that were added before. */
    public Trainer withListener(TrainingListener listener) {
        return with(copy -> copy.listeners = plus(copy.listeners, listener));
    }

    private static <T> List<T> plus(List<T> some, T one) {
        List<T> all = new ArrayList<>(some);
        all.add(one);
        return List.copyOf(all);
    }

    /** Takes other dense kernels for those of this machine, where it tells what carries its rules out. */
    Trainer withKernels(Kernels kernels) {
        return with(copy -> copy.kernels = kernels);
    }

    /**
     * Trains together with the other ranks of a group, each of which is handed the same network, first parameters, optimizer and
     * samples, and as many workers: they end with the bits of one process that has all the workers. All begin where rank 0 does, which
     * alone writes checkpoints; where one fails, all end. Borrows the group.
     */
    public Trainer withRanks(ProcessGroup group) {
        return with(copy -> copy.ranks = Optional.of(group));
    }

    /** Says how ranks add up what they learned: exactly, unless this says otherwise. */
    public Trainer withReduction(Reduction reduction) {
        return with(copy -> copy.reduction = reduction);
    }

    /** Returns what carries the rules out with parameters of this type in main memory, and why. */
    public Backends backends(DType dtype) {
        return settings.backends(dtype);
    }

    /** Ends training after the update in which the condition, which is asked after each, has become true. */
    public Trainer withStop(BooleanSupplier stop) {
        return with(copy -> copy.stop = stop);
    }

    /**
     * Trains from the beginning.
     *
     * @param parameters changed by learning; borrowed
     * @param optimizer borrowed; its learning-rate factor is set by the schedule
     * @param samples what is learned from; class labels become targets of the network's loss
     * @param epochs at least 1
     * @throws IllegalArgumentException if a number is out of its range, or patience is asked for without validation
     * @throws org.pcn4j.function.ShapeException if the samples do not fit the network
     * @throws TrainingException if the loss is no longer finite; the parameters are as that update left them. Also if
     *     checkpoints cannot be written, or their folder holds some already
     */
    public Training train(Parameters parameters, Optimizer optimizer, Samples samples, int epochs) {
        return train(parameters, optimizer, samples, epochs(epochs));
    }

    /** The same, for as many updates or epochs. */
    public Training train(Parameters parameters, Optimizer optimizer, Samples samples, Length length) {
        return run(parameters, optimizer, samples, length, Saver::begin);
    }

    /**
     * Goes on with a training from its newest checkpoint that is not damaged, and ends with the bits of a training that was
     * never interrupted, if versions, threads and arithmetic are the same, which listeners are told if they are not. Begins if there is
     * no checkpoint. Whatever determines the course must be as it was; times of checkpoints, patience, listeners and, where
     * the rates so far would have been the same, the length may differ.
     *
     * @param parameters overwritten by the checkpoint; borrowed
     * @param optimizer of the same kind and settings; its state is overwritten by the checkpoint; borrowed
     * @param samples the same as before
     * @param epochs counted from the beginning of the training, at least 1
     * @throws IllegalArgumentException as for {@link #train}, and if the trainer has no checkpoints
     * @throws TrainingException as for {@link #train}, and if all checkpoints are damaged, or the one to go on from is of
     *     another training, in which case nothing is changed
     */
    public Training resume(Parameters parameters, Optimizer optimizer, Samples samples, int epochs) {
        return resume(parameters, optimizer, samples, epochs(epochs));
    }

    /** The same, for as many updates or epochs, counted from the beginning. */
    public Training resume(Parameters parameters, Optimizer optimizer, Samples samples, Length length) {
        if (settings.checkpoints.isEmpty()) {
            throw new IllegalArgumentException("a training can be resumed only with checkpoints");
        }
        return run(parameters, optimizer, samples, length, Saver::resume);
    }

    /**
     * Trains by several rules side by side, each as this trainer trains by one: from copies of the same parameters, on the
     * same batches, at the same rates, clipped alike. How far each ends from the reference is measured. The trainer's own
     * rule, patience, evaluations, checkpoints and listeners have no part in it.
     *
     * @param rules at least one, no two of the same name; see {@link Comparison}
     * @param initial borrowed, unchanged
     * @param optimizers gives every rule a new optimizer, all with the same settings
     * @param samples those to train on, and those whose classes the rules' networks are asked for in the end
     * @throws IllegalArgumentException if there is no rule or two have the same name, or the network's answer is no forward
     *     pass's
     * @throws org.pcn4j.function.ShapeException if the samples do not fit the network
     */
    public ComparisonReport compare(
            List<Rule> rules,
            Parameters initial,
            Supplier<Optimizer> optimizers,
            Split<? extends Samples> samples,
            Length length,
            ComparisonListener listener) {
        if (settings.generative.isPresent()) {
            throw new IllegalArgumentException("rules are compared in networks whose forward pass answers; this one is"
                    + " asked from any end, by inference: train it by one rule at a time");
        }
        Batches batches = settings.batches(samples.train(), initial);
        long updates = length.inUpdates(batches.perEpoch());
        Comparison comparison = new Comparison(
                        settings.network, initial, rules, optimizers, settings.seed.derive("noise"))
                .withLearners((rule, network, parameters, optimizer, noise) ->
                        new TrainingLearner(rule, settings, parameters, optimizer, updates));
        try (TensorScope scope = new TensorScope()) {
            return comparison.run(
                    update -> settings.clamps(batches.get(update), initial.dtype()),
                    updates,
                    Settings.labeled(samples.test(), initial.dtype()),
                    listener);
        }
    }

    /**
     * Measures the steps of rules before a first update, on the first samples of its batch, and changes nothing.
     *
     * @param parameters unchanged; borrowed
     * @return what is to be said of each whose step γ is too large for values to converge; nothing where steps are not to be
     *     looked at
     * @throws org.pcn4j.function.ShapeException if the samples do not fit the network
     */
    public List<String> tooLargeSteps(List<Rule> rules, Parameters parameters, Samples samples) {
        if (settings.stepCheck == StepCheck.NONE) {
            return List.of();
        }
        return GuardedRule.tooLarge(settings, rules, parameters, settings.batches(samples, parameters));
    }

    private static Length epochs(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("training takes at least 1 epoch, not " + epochs);
        }
        return Length.epochs(epochs);
    }

    private Training run(
            Parameters parameters,
            Optimizer optimizer,
            Samples samples,
            Length length,
            Function<Saver, Position> start) {
        if (settings.patience.isPresent() && settings.validation.isEmpty()) {
            throw new IllegalArgumentException("patience needs samples to validate by");
        }
        return new Course(settings, parameters, optimizer, samples, length).run(start);
    }
}
