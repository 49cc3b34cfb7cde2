package org.pcn4j.analysis;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.inference.Clamps;
import org.pcn4j.inference.PlanCost;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/** A rule in a comparison: its parameters, its optimizer, and what was measured of it so far. */
final class Contestant implements AutoCloseable {
    private static final int WARMING_UP = 10;

    private final String name;
    private final Parameters parameters;
    private final Optimizer optimizer;
    private final Learner learner;
    private final double[] losses = new double[Comparison.LOSSES];
    private long[] nanos = new long[Comparison.LOSSES];
    private int updates;
    private Optional<Failure> failure = Optional.empty();

    Contestant(Rule rule, Network network, Parameters initial, Supplier<Optimizer> optimizers, Seed noise) {
        this.name = rule.name();
        this.parameters = initial.copy();
        this.optimizer = optimizers.get();
        this.learner = rule.learner(network, parameters, optimizer, noise);
    }

    String name() {
        return name;
    }

    Parameters parameters() {
        return parameters;
    }

    PlanCost cost() {
        return learner.cost();
    }

    boolean isRunning() {
        return failure.isEmpty();
    }

    /** Learns from a batch and returns the loss before; only the learning is timed. */
    double update(Clamps clamps) {
        long start = System.nanoTime();
        double loss = learner.update(clamps);
        long end = System.nanoTime();
        if (updates == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * updates);
        }
        nanos[updates] = end - start;
        losses[updates % losses.length] = loss;
        updates++;
        failure = unusable(loss).map(reason -> new Failure(name, updates, reason));
        return loss;
    }

    private Optional<String> unusable(double loss) {
        if (!Double.isFinite(loss)) {
            return Optional.of("the loss is " + (Double.isNaN(loss) ? "NaN" : "infinite"));
        }
        return parameters.notFinite().map(name -> "the parameter '" + name + "' is no longer finite");
    }

    Optional<Failure> failure() {
        return failure;
    }

    double recentLoss() {
        int count = Math.min(updates, losses.length);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += losses[i];
        }
        return sum / count;
    }

    /** How long updates took, the first ones left out, in which the JVM is still warming up. */
    Timing timing() {
        return Timing.of(Arrays.copyOfRange(nanos, Math.min(WARMING_UP, updates / 2), updates));
    }

    @Override
    public void close() {
        optimizer.close();
        parameters.close();
    }
}
