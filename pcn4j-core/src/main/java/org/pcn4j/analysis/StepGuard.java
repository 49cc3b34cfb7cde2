package org.pcn4j.analysis;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Tells whether a schedule's step γ is small enough for values to converge. Descent on a quadratic energy converges if and
 * only if γλ &lt; 2, λ being the largest eigenvalue of the energy's Hessian H in the free values; other relaxations have
 * {@linkplain org.pcn4j.inference.schedule.Relaxation#stabilityLimit limits of their own}.
 *
 * <p>λ is found by Lanczos's refinement of power iteration at the forward pass. Each Hv is a central difference of the forces
 * of two plans of one step, in double precision. So whatever can be asked of a network is measured as it is asked: precisions,
 * several children, cross-entropies, masks, cycles. It is exact but for rounding where the energy is quadratic around the
 * forward pass, as in linear and piecewise linear networks. Elsewhere the Hessian changes as values move, and the limit is
 * that of small errors. Immutable and thread-safe; owns no tensors.
 */
public final class StepGuard {
    private static final double DIFFERENCE = 1e-3;
    private static final double FINE = 1e-8;
    private static final double NOTHING = 1e-10;
    private static final int MOST = 64;
    private static final Seed SEED = new Seed(0).derive("step guard");

    private final Schedule schedule;
    private final Executor forward;
    private final Executor step;
    private final double tolerance;

    private StepGuard(Schedule schedule, Executor forward, Executor step, double tolerance) {
        this.schedule = schedule;
        this.tolerance = tolerance;
        this.forward = forward;
        this.step = step;
    }

    /**
     * Prepares to guard a schedule under which roots and outputs are held.
     *
     * @return nothing where no step can be too large: where nothing relaxes, where predictions are fixed, and where
     *     parameters learn at levels, from errors that pass each node once
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
                && !schedule.learning().needsLevels();
        if (!relaxes) {
            return Optional.empty();
        }
        // Where a function keeps running statistics it must see the batch as it does while it learns.
        Schedule plain = Schedule.named("step guard")
                .withLearning(network.buffers().isEmpty() ? new Learning.Never() : new Learning.At(0));
        Planner planner = new Planner(ZeroUpdates.SKIP);
        Plan still = planner.plan(network, clamping, plain.withSteps(0), Set.of());
        Set<Observation> moving = new HashSet<>();
        for (Node node : network.nodes()) {
            if (still.moves(node.index())) {
                moving.add(new Observation.FinalValue(node.name()));
            }
        }
        if (moving.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StepGuard(
                schedule,
                new Executor(planner.plan(network, clamping, plain.withSteps(0), moving)),
                new Executor(planner.plan(
                        network, clamping, plain.withStart(new Start.Given()).withSteps(1), moving)),
                FINE));
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
        return new StepGuard(schedule, forward, step, tolerance);
    }

    /**
     * Measures the step on a batch.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public StepSize measure(Parameters parameters, Clamps clamps) {
        try (TensorScope scope = new TensorScope();
                Parameters exact = parameters.to(DType.FLOAT64);
                Outcome start = run(forward, exact, clamps.to(DType.FLOAT64), State.none())) {
            Forces forces = new Forces(exact, clamps.to(DType.FLOAT64), start.values());
            return new StepSize(
                    schedule.relaxation().gamma(),
                    largestEigenvalue(forces),
                    schedule.relaxation().stabilityLimit());
        }
    }

    private static Outcome run(Executor executor, Parameters parameters, Clamps clamps, State state) {
        return executor.run(parameters, clamps, state, new Ignoring(), 1, SEED);
    }

    private double largestEigenvalue(Forces forces) {
        Tridiagonal matrix = new Tridiagonal();
        double largest = Double.NaN;
        double joined = 0;
        Direction before = forces.zero();
        Direction now = forces.random();
        for (int i = 0; i < MOST; i++) {
            Direction next = forces.hessianTimes(now);
            double own = next.dot(now);
            next.addInPlace(now, -own);
            next.addInPlace(before, -joined);
            matrix.add(own, joined);
            double last = largest;
            largest = matrix.largestEigenvalue();
            joined = next.norm();
            before.close();
            before = now;
            now = next;
            if (!(joined > NOTHING * Math.abs(largest)) || Math.abs(largest - last) < tolerance * largest) {
                break;
            }
            now.mulInPlace(1 / joined);
        }
        before.close();
        now.close();
        return largest;
    }

    /** The forces on free values around a point. */
    private final class Forces {
        private final Parameters parameters;
        private final Clamps clamps;
        private final Map<String, Tensor> point;

        Forces(Parameters parameters, Clamps clamps, Map<String, Tensor> point) {
            this.parameters = parameters;
            this.clamps = clamps;
            this.point = point;
        }

        Direction zero() {
            Map<String, Tensor> parts = new LinkedHashMap<>();
            point.forEach((node, value) -> parts.put(node, value.zerosLike()));
            return new Direction(parts);
        }

        Direction random() {
            Map<String, Tensor> parts = new LinkedHashMap<>();
            point.forEach((node, value) -> {
                try (Tensor drawn = SEED.derive(node).normal(DType.FLOAT64, value.shape(), 0, 1)) {
                    parts.put(node, drawn.to(value.device()).copy());
                }
            });
            Direction drawn = new Direction(parts);
            keepFree(drawn);
            drawn.mulInPlace(1 / drawn.norm());
            return drawn;
        }

        /** −(F(x + hv) − F(x − hv)) / 2h, where a step of γ = 1 leads to x + F(x). */
        Direction hessianTimes(Direction v) {
            Map<String, Tensor> parts = new LinkedHashMap<>();
            try (State ahead = v.from(point, DIFFERENCE);
                    State behind = v.from(point, -DIFFERENCE);
                    Outcome up = run(step, parameters, clamps, ahead);
                    Outcome down = run(step, parameters, clamps, behind)) {
                v.parts().forEach((node, part) -> {
                    try (Tensor moved = up.value(node).sub(down.value(node))) {
                        parts.put(node, part.add(moved, -1 / (2 * DIFFERENCE)));
                    }
                });
            }
            Direction product = new Direction(parts);
            keepFree(product);
            return product;
        }

        /** Leaves out what is held to data. */
        private void keepFree(Direction direction) {
            direction
                    .parts()
                    .forEach((node, part) -> clamps.mask(node).ifPresent(mask -> {
                        try (Tensor held = part.mul(mask)) {
                            part.addInPlace(held, -1);
                        }
                    }));
        }
    }

    /** Takes what is learned on the way and forgets it. */
    private static final class Ignoring implements ParameterUpdater {
        @Override
        public void update(String name, Tensor theta, Tensor delta) {
            // The parameters stay as they are.
        }

        @Override
        public boolean idleAtZero() {
            return true;
        }
    }

    @Override
    public String toString() {
        return "step guard of " + schedule.name() + ", " + schedule.relaxation();
    }
}
