package org.pcn4j.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.pcn4j.data.Augmentation;
import org.pcn4j.data.Batches;
import org.pcn4j.data.Samples;
import org.pcn4j.learning.Projection;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/** How a trainer trains. Set while a copy is made, never after. */
final class Settings {
    private static final int DEFAULT_BATCH = 64;
    private static final int DEFAULT_AHEAD = 2;

    final Network network;
    final RuleSchedule rules;
    int batchSize = DEFAULT_BATCH;
    Seed seed = new Seed(0);
    RateSchedule rate = RateSchedule.constant();
    StepCheck stepCheck = StepCheck.WARN;
    OptionalDouble clip = OptionalDouble.empty();
    Optional<Projection> projection = Optional.empty();
    Optional<Augmentation> augmentation = Optional.empty();
    int ahead = DEFAULT_AHEAD;
    Optional<Samples> validation = Optional.empty();
    Optional<Targets> targets = Optional.empty();
    Length validateEvery = Length.epochs(1);
    Optional<Integer> patience = Optional.empty();
    Optional<Checkpoints> checkpoints = Optional.empty();
    List<TrainingListener> listeners = List.of();
    BooleanSupplier stop = () -> false;

    Settings(Network network, RuleSchedule rules) {
        this.network = network;
        this.rules = rules;
    }

    Settings copy() {
        Settings copy = new Settings(network, rules);
        copy.batchSize = batchSize;
        copy.seed = seed;
        copy.rate = rate;
        copy.stepCheck = stepCheck;
        copy.clip = clip;
        copy.projection = projection;
        copy.augmentation = augmentation;
        copy.ahead = ahead;
        copy.validation = validation;
        copy.targets = targets;
        copy.validateEvery = validateEvery;
        copy.patience = patience;
        copy.checkpoints = checkpoints;
        copy.listeners = listeners;
        copy.stop = stop;
        return copy;
    }

    /** Returns what evaluates the network. */
    Evaluator evaluator() {
        Evaluator plain = new Evaluator(network, batchSize);
        return targets.map(plain::withTargets).orElse(plain);
    }

    /** Returns the batches that updates learn from. */
    Batches batches(Samples samples, Parameters parameters) {
        Batches plain = new Batches(samples, parameters.dtype(), batchSize, seed.derive("batches"));
        return augmentation.map(plain::augmented).orElse(plain);
    }
}
