package org.pcn4j.analysis;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.Clamps;
import org.pcn4j.inference.PlanCost;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/**
 * A rule in a comparison: its parameters, its optimizer, and what was measured of it so far. Whatever goes wrong with it is
 * its failure, which gives back its memory and leaves the others alone.
 */
final class Contestant implements AutoCloseable {
    private static final int WARMING_UP = 10;

    private final String name;
    private final double[] losses = new double[Comparison.LOSSES];
    private long[] nanos = new long[Comparison.LOSSES];
    private int updates;
    private Optional<Learning> learning = Optional.empty();
    private Optional<Failure> failure = Optional.empty();

    /** What learns, and what it learns with. */
    private record Learning(Parameters parameters, Optimizer optimizer, Learner learner) {}

    /** A rule that cannot begin has failed before its first update. */
    Contestant(
            Rule rule,
            Network network,
            Parameters initial,
            Supplier<Optimizer> optimizers,
            Seed noise,
            Comparison.LearnerSource learners) {
        this.name = rule.name();
        attempt(0, () -> {
            Parameters parameters = initial.copy();
            try {
                Optimizer optimizer = optimizers.get();
                Learner learner = learners.learner(rule, network, parameters, optimizer, noise);
                learning = Optional.of(new Learning(parameters, optimizer, learner));
            } finally {
                if (learning.isEmpty()) {
                    parameters.close();
                }
            }
        });
    }

    /** Does a part of the work; whatever it throws, but for a batch that fits no network, is the rule's failure. */
    void attempt(long update, Runnable work) {
        try {
            work.run();
        } catch (ShapeException e) {
            throw e;
        } catch (RuntimeException | VirtualMachineError e) {
            fail(Failure.of(name, update, e));
        }
    }

    private void fail(Failure reason) {
        failure = Optional.of(reason);
        close();
    }

    String name() {
        return name;
    }

    Parameters parameters() {
        return learning.orElseThrow().parameters();
    }

    PlanCost cost() {
        return learning.orElseThrow().learner().cost();
    }

    boolean isRunning() {
        return failure.isEmpty();
    }

    /** Learns from a batch, if it is running, and returns the loss before, if that went well; only learning is timed. */
    OptionalDouble update(Clamps clamps) {
        int before = updates;
        attempt(updates + 1L, () -> learn(clamps));
        return updates > before ? OptionalDouble.of(losses[before % losses.length]) : OptionalDouble.empty();
    }

    private void learn(Clamps clamps) {
        long start = System.nanoTime();
        double loss = learning.orElseThrow().learner().update(clamps);
        long end = System.nanoTime();
        if (updates == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * updates);
        }
        nanos[updates] = end - start;
        losses[updates % losses.length] = loss;
        updates++;
        unusable(loss).ifPresent(reason -> fail(new Failure(name, updates, Failure.Kind.NOT_FINITE, reason)));
    }

    private Optional<String> unusable(double loss) {
        if (!Double.isFinite(loss)) {
            return Optional.of("the loss is " + (Double.isNaN(loss) ? "NaN" : "infinite"));
        }
        return parameters().notFinite().map(name -> "the parameter '" + name + "' is no longer finite");
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

    /** How long updates took, the first ones left out, in which the JVM is still warming up; nothing if there was none. */
    Optional<Timing> timing() {
        return updates == 0
                ? Optional.empty()
                : Optional.of(Timing.of(Arrays.copyOfRange(nanos, Math.min(WARMING_UP, updates / 2), updates)));
    }

    @Override
    public void close() {
        learning.ifPresent(each -> {
            each.optimizer().close();
            each.parameters().close();
        });
        learning = Optional.empty();
    }
}
