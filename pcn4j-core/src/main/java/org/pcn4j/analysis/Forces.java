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
    private static final double FINE = 1e-8;
    private static final double NOTHING = 1e-10;
    private static final int MOST = 64;

    /** Returns F(x). */
    Direction at(Map<String, Tensor> point) {
        Map<String, Tensor> parts = new LinkedHashMap<>();
        try (Outcome moved = plan.step(parameters, clamps, State.of(point))) {
            Map<String, Tensor> there = ForcePlan.point(moved);
            point.forEach((node, value) ->
                    parts.put(node, Direction.at(there, node).sub(value)));
        }
        return free(new Direction(parts));
    }

    /** Returns Hv, H being the energy's Hessian at a point: −(F(x + hv) − F(x − hv)) / 2h. */
    Direction hessianTimes(Map<String, Tensor> point, Direction v) {
        Map<String, Tensor> parts = new LinkedHashMap<>();
        try (State ahead = v.from(point, DIFFERENCE);
                State behind = v.from(point, -DIFFERENCE);
                Outcome up = plan.step(parameters, clamps, ahead);
                Outcome down = plan.step(parameters, clamps, behind)) {
            Map<String, Tensor> above = ForcePlan.point(up);
            Map<String, Tensor> below = ForcePlan.point(down);
            v.parts().forEach((node, part) -> {
                try (Tensor moved = Direction.at(above, node).sub(Direction.at(below, node))) {
                    parts.put(node, part.add(moved, -1 / (2 * DIFFERENCE)));
                }
            });
        }
        return free(new Direction(parts));
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
        Direction now = random(point);
        for (int i = 0; i < MOST; i++) {
            Direction next = hessianTimes(point, now);
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
