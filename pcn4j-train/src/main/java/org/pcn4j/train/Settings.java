package org.pcn4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.pcn4j.analysis.TestBatch;
import org.pcn4j.data.Augmentation;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.data.Samples;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Ends;
import org.pcn4j.inference.run.Reduction;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.learning.Projection;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Seed;

/** How a trainer trains. Set while a copy is made, never after. */
final class Settings {
    private static final int DEFAULT_BATCH = 64;
    private static final int DEFAULT_AHEAD = 2;
    private static final int TEST_BATCH = 250;

    final Network network;
    final RuleSchedule rules;
    /** Where the network holds samples and targets. */
    final Ends ends;
    /** What is asked of the network from any end, where its forward pass is not its answer. */
    final Optional<Generative> generative;

    int batchSize = DEFAULT_BATCH;
    Seed seed = new Seed(0);
    RateSchedule rate = RateSchedule.constant();
    StepCheck stepCheck = StepCheck.WARN;
    Clipping clipping = Clipping.NONE;
    List<Projection> projections = List.of();
    Optional<Augmentation> augmentation = Optional.empty();
    int ahead = DEFAULT_AHEAD;
    Optional<Samples> validation = Optional.empty();
    Optional<Targets> targets = Optional.empty();
    Length validateEvery = Length.epochs(1);
    Optional<Integer> patience = Optional.empty();
    Optional<Checkpoints> checkpoints = Optional.empty();
    List<TrainingListener> listeners = List.of();
    BooleanSupplier stop = () -> false;
    Kernels kernels = Kernels.here();
    /** Who trains as well. */
    Optional<ProcessGroup> ranks = Optional.empty();

    Reduction reduction = Reduction.EXACT;
    /** By whose sums the network is evaluated. */
    Arithmetic evaluation = Arithmetic.FUSED;

    Settings(Network network, RuleSchedule rules) {
        this(network, rules, Ends.of(network), Optional.empty());
    }

    Settings(Generative generative, RuleSchedule rules) {
        this(generative.network(), rules, generative.ends(), Optional.of(generative));
        generative.projection().ifPresent(projection -> this.projections = List.of(projection));
    }

    private Settings(Network network, RuleSchedule rules, Ends ends, Optional<Generative> generative) {
        this.network = network;
        this.rules = rules;
        this.ends = ends;
        this.generative = generative;
    }

    Settings copy() {
        Settings copy = new Settings(network, rules, ends, generative);
        copy.batchSize = batchSize;
        copy.seed = seed;
        copy.rate = rate;
        copy.stepCheck = stepCheck;
        copy.clipping = clipping;
        copy.projections = projections;
        copy.augmentation = augmentation;
        copy.ahead = ahead;
        copy.validation = validation;
        copy.targets = targets;
        copy.validateEvery = validateEvery;
        copy.patience = patience;
        copy.checkpoints = checkpoints;
        copy.listeners = listeners;
        copy.stop = stop;
        copy.kernels = kernels;
        copy.ranks = ranks;
        copy.reduction = reduction;
        copy.evaluation = evaluation;
        return copy;
    }

    /** Returns what evaluates the network. */
    Evaluator evaluator() {
        Evaluator plain = generative
                .map(asked -> new Evaluator(asked, batchSize))
                .orElseGet(() -> new Evaluator(network, batchSize));
        Evaluator told = targets.map(plain::withTargets).orElse(plain).in(evaluation);
        return ranks.map(told::sharedBy).orElse(told);
    }

    /** Returns what carries the rules out. */
    Backends backends(DType dtype) {
        return Backends.of(rules.rules(), network, clamping(), dtype, kernels);
    }

    /** Returns who is held while the network learns. */
    Clamping clamping() {
        return ends.clamping(network);
    }

    /**
     * Clamps the network to a batch.
     *
     * @return the batch's own tensors, and new ones that the caller closes or leaves to its scope
     */
    Clamps clamps(Batch batch, DType dtype) {
        return ends.clamps(network, batch.inputs(), batch.targets(), dtype);
    }

    /** Returns the batches that updates learn from. */
    Batches batches(Samples samples, Parameters parameters) {
        Batches plain = new Batches(samples, parameters.dtype(), batchSize, seed.derive("batches"));
        return augmentation.map(plain::augmented).orElse(plain);
    }

    /** Returns samples with classes, in tensors of the open scope; none where they have numbers. */
    static List<TestBatch> labeled(Samples samples, DType dtype) {
        Batches batches = new Batches(samples, dtype, TEST_BATCH, new Seed(0));
        List<TestBatch> all = new ArrayList<>();
        for (long number = 0; number < batches.perEpoch(); number++) {
            Batch batch = batches.get(number);
            if (batch.targets().dtype() != DType.INT64) {
                return List.of();
            }
            all.add(TestBatch.of(batch.inputs(), batch.targets()));
        }
        return all;
    }
}
