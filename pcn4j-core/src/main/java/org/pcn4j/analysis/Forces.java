package org.pcn4j.analysis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.State;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * The forces F = −∂E/∂x on a batch's free values, or on errors in their place, and how they change around a point. Borrows
 * its tensors.
 *
 * @param parameters in double precision
 * @param clamps in double precision
 */
record Forces(ForcePlan plan, Parameters parameters, Clamps clamps) {
    private static final Seed SEED = new Seed(0).derive("step guard");
    private static final double DIFFERENCE = 1e-3;
    private static final double LEAST_PART = 1e-4;
    private static final double FINER = 10;

    /** How far from halfway F(x) may be: more than smooth functions make of so small a difference. */
    private static final double BEND = 1e-2;

    private static final double FINE = 1e-8;
    private static final double NOTHING = 1e-10;
    private static final int MOST = 64;

    /** Returns F(x). */
    Direction at(Map<String, Tensor> point) {
        Map<String, Tensor> parts = new LinkedHashMap<>();
        try (Outcome moved = plan.step(parameters, clamps, State.of(point))) {
            Map<String, Tensor> there = ForcePlan.point(moved);
            point.forEach(
                    (node, value) -> parts.put(node, Direction.at(there, node).sub(value)));
        }
        return free(new Direction(parts));
    }

    /**
     * Returns Hv, H being the energy's Hessian at a point: −(F(x + hv) − F(x − hv)) / 2h. Where a kink lies between the two, as
     * ReLU's, the difference is not that of the point: F(x) is not halfway then, and h becomes smaller. At first hv is of a length
     * that is always the same.
     *
     * @param here F(x)
     */
    Direction hessianTimes(Map<String, Tensor> point, Direction here, Direction v) {
        double length = v.norm();
        double step = length > 0 ? DIFFERENCE / length : DIFFERENCE;
        double least = step * LEAST_PART;
        while (true) {
            try (Direction up = at(point, v, step);
                    Direction down = at(point, v, -step)) {
                if (step <= least || isHalfway(here, up, down)) {
                    up.addInPlace(down, -1);
                    return up.scaled(-1 / (2 * step));
                }
            }
            step /= FINER;
        }
    }

    private Direction at(Map<String, Tensor> point, Direction v, double step) {
        try (State there = v.from(point, step)) {
            return at(there.values());
        }
    }

    private static boolean isHalfway(Direction here, Direction up, Direction down) {
        try (Direction bend = up.scaled(1);
                Direction difference = up.scaled(1)) {
            bend.addInPlace(down, 1);
            bend.addInPlace(here, -2);
            difference.addInPlace(down, -1);
            return bend.norm() <= BEND * difference.norm();
        }
    }

    /** Returns the largest eigenvalue of H at a point, to eight digits or so. */
    double largestEigenvalue(Map<String, Tensor> point) {
        return largestEigenvalue(point, FINE);
    }

    /**
     * Returns the largest eigenvalue of H at a point, by Lanczos's iteration.
     *
     * @param tolerance so small a part of it must be what an iteration adds
     */
    double largestEigenvalue(Map<String, Tensor> point, double tolerance) {
        Tridiagonal matrix = new Tridiagonal();
        double largest = Double.NaN;
        double joined = 0;
        Optional<Direction> before = Optional.empty();
        Direction here = at(point);
        Direction now = random(point);
        for (int i = 0; i < MOST; i++) {
            Direction next = hessianTimes(point, here, now);
            double own = next.dot(now);
            next.addInPlace(now, -own);
            double factor = -joined;
            before.ifPresent(each -> next.addInPlace(each, factor));
            matrix.add(own, joined);
            double last = largest;
            largest = matrix.largestEigenvalue();
            joined = next.norm();
            before.ifPresent(Direction::close);
            before = Optional.of(now);
            now = next;
            if (!(joined > NOTHING * Math.abs(largest)) || Math.abs(largest - last) < tolerance * largest) {
                break;
            }
            now.mulInPlace(1 / joined);
        }
        before.ifPresent(Direction::close);
        now.close();
        here.close();
        return largest;
    }

    /** Returns a direction of length 1, always the same, in which every free value moves. */
    Direction random(Map<String, Tensor> point) {
        Map<String, Tensor> parts = new LinkedHashMap<>();
        point.forEach((node, value) -> {
            try (Tensor drawn = SEED.derive(node).normal(DType.FLOAT64, value.shape(), 0, 1)) {
                parts.put(node, drawn.to(value.device()).copy());
            }
        });
        Direction direction = free(new Direction(parts));
        direction.mulInPlace(1 / direction.norm());
        return direction;
    }

    /** Leaves out what is held to data. */
    private Direction free(Direction direction) {
        direction
                .parts()
                .forEach((node, part) -> clamps.mask(node).ifPresent(mask -> {
                    try (Tensor held = part.mul(mask)) {
                        part.addInPlace(held, -1);
                    }
                }));
        return direction;
    }
}
