package org.pcn4j.analysis;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Errors;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Weighting;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.TensorScope;

/**
 * Tells whether a schedule's step γ is small enough for values to converge. Descent on a quadratic energy converges if and
 * only if γλ &lt; 2, λ being the largest eigenvalue of the energy's Hessian H in the free values; other relaxations have
 * {@linkplain org.pcn4j.inference.schedule.Relaxation#stabilityLimit limits of their own}.
 *
 * <p>Where news crosses the whole graph, errors relax in place of values, and H is the Hessian in the errors: in a linear
 * network its eigenvalues are 1 and those of the weighted sum of squared Jacobians (Goemaere et al. 2025, arXiv 2505.20137).
 *
 * <p>Where a schedule weighs errors by time, λ is the largest of all its times. Values then may pass through a time at which
 * they grow and yet end small: to stay below the limit suffices, and is not always needed.
 *
 * <p>λ is found by Lanczos's refinement of power iteration at the forward pass. Each Hv is a central difference of the forces
 * of two plans of one step, in double precision. So whatever can be asked of a network is measured as it is asked: precisions,
 * several children, cross-entropies, masks, cycles. It is exact but for rounding where the energy is quadratic around the
 * forward pass, as in linear and piecewise linear networks. Elsewhere the Hessian changes as values move, and the limit is
 * that of small errors. Immutable and thread-safe; owns no tensors.
 */
public final class StepGuard {
    private static final double FINE = 1e-8;

    private final Schedule schedule;
    private final List<ForcePlan> plans;
    private final double tolerance;

    private StepGuard(Schedule schedule, List<ForcePlan> plans, double tolerance) {
        this.schedule = schedule;
        this.plans = plans;
        this.tolerance = tolerance;
    }

    /**
     * Prepares to guard a schedule under which roots and outputs are held.
     *
     * @return nothing where no step can be too large: where nothing relaxes, where predictions are fixed, and where
     *     parameters learn at levels or when errors leave zero, from errors that pass each node once; and where a function pulls
     *     back something else than a derivative, so that values descend no energy whose Hessian could be measured
     */
    public static Optional<StepGuard> of(Network network, Schedule schedule) {
        return of(network, Clamping.ofEnds(), schedule);
    }

    /**
     * Prepares to guard a schedule under any clamping.
     *
     * @throws org.pcn4j.network.NetworkException if the clamping does not fit the network
     */
    public static Optional<StepGuard> of(Network network, Clamping clamping, Schedule schedule) {
        boolean relaxes = schedule.until().times(network.depth()) > 0
                && schedule.predictions() == Predictions.LIVE
                && !schedule.learning().needsLevels()
                && schedule.learning().zeroSteps().isEmpty();
        if (!relaxes || !network.pullsBackDerivatives()) {
            return Optional.empty();
        }
        // Where a function keeps running statistics it must see the batch as it does while it learns.
        Learning learning = network.buffers().isEmpty() ? new Learning.Never() : new Learning.At(0);
        List<ForcePlan> plans = weightings(network, schedule).stream()
                .flatMap(weighting ->
                        ForcePlan.of(network, clamping, schedule.withWeighting(weighting), learning).stream())
                .toList();
        return plans.isEmpty() ? Optional.empty() : Optional.of(new StepGuard(schedule, plans, FINE));
    }

    /** How errors are weighted at each time at which values move, if not always alike; each way once. */
    private static Collection<Weighting> weightings(Network network, Schedule schedule) {
        if (!schedule.weighting().varies()) {
            return List.of(schedule.weighting());
        }
        Set<Weighting> all = new LinkedHashSet<>();
        for (int time = 0; time < schedule.until().times(network.depth()); time++) {
            int now = time;
            all.add(new Still(IntStream.rangeClosed(0, network.depth())
                    .mapToObj(level -> schedule.weighting().at(level, now))
                    .toList()));
        }
        return all;
    }

    /** How errors are weighted at one time: by the factors of levels from 0 on. */
    private record Still(List<Double> factors) implements Weighting {
        @Override
        public double at(int level, int time) {
            return factors.get(level);
        }
    }

    /**
     * Returns a guard that ends its iteration sooner, or later.
     *
     * @param tolerance so small a part of λ must be what an iteration adds to it: greater than 0, less than 1; 1e-8 unless it
     *     is said
     * @throws IllegalArgumentException if it is out of its range
     */
    public StepGuard withTolerance(double tolerance) {
        if (!(tolerance > 0 && tolerance < 1)) {
            throw new IllegalArgumentException(
                    "the tolerance must be greater than 0 and less than 1, not " + tolerance);
        }
        return new StepGuard(schedule, plans, tolerance);
    }

    /**
     * Measures the step on a batch.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public StepSize measure(Parameters parameters, Clamps clamps) {
        return measureAll(List.of(this), parameters, clamps).get(0);
    }

    /**
     * Measures the steps of several schedules on a batch. Those under which values feel the same forces, as inference learning
     * and its incremental form, share what is found, so that each λ is found once.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     * @return the step of each guard, in their order
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network of a guard
     */
    public static List<StepSize> measureAll(List<StepGuard> guards, Parameters parameters, Clamps clamps) {
        try (TensorScope scope = new TensorScope();
                Parameters exact = parameters.to(DType.FLOAT64)) {
            Clamps batch = clamps.to(DType.FLOAT64);
            Map<Asked, Double> found = new HashMap<>();
            return guards.stream()
                    .map(guard -> guard.measure(exact, batch, found))
                    .toList();
        }
    }

    private StepSize measure(Parameters exact, Clamps batch, Map<Asked, Double> found) {
        double largest = Double.NEGATIVE_INFINITY;
        for (ForcePlan plan : plans) {
            Asked asked = new Asked(plan.asked(), tolerance);
            largest = Math.max(
                    largest, found.computeIfAbsent(asked, unused -> largestEigenvalue(new Forces(plan, exact, batch))));
        }
        return new StepSize(schedule.relaxation().gamma(), largest, limit());
    }

    /** What decides over λ, beside parameters and data. */
    private record Asked(ForcePlan.Asked forces, double tolerance) {}

    private double largestEigenvalue(Forces forces) {
        try (Outcome start = forces.plan().forward(forces.parameters(), forces.clamps())) {
            return forces.largestEigenvalue(ForcePlan.point(start), tolerance);
        }
    }

    /** Errors with dynamics of their own halve the limit of plain descent; of other relaxations it is not known. */
    private OptionalDouble limit() {
        if (schedule.errors() == Errors.INSTANT) {
            return schedule.relaxation().stabilityLimit();
        }
        return schedule.relaxation() instanceof Descent ? OptionalDouble.of(1) : OptionalDouble.empty();
    }

    @Override
    public String toString() {
        return "step guard of " + schedule.name() + ", " + schedule.relaxation();
    }
}
