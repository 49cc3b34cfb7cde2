package org.pcn4j.analysis;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.Tensor;

/**
 * Where no force acts on free values any more. Where the energy is quadratic, as in linear networks, H(x* − x) = F(x) is solved
 * by conjugate gradients and refined; elsewhere values relax from the forward pass for long. Owns its tensors.
 *
 * @param values x*, of the nodes that move
 * @param solved whether the energy is quadratic, so that x* is exact but for rounding
 * @param residual how large the forces still are, beside those at the forward pass
 */
record Equilibrium(Map<String, Tensor> values, boolean solved, double residual) implements AutoCloseable {
    private static final double QUADRATIC = 1e-6;
    private static final double REFINED = 1e-13;
    private static final double SOLVED = 1e-8;
    private static final int MOST_REFINEMENTS = 5;
    private static final int MOST_DIRECTIONS = 300;
    private static final double RESTS = 1e-10;
    private static final int LONGEST = 2000;

    /**
     * Finds the equilibrium under which roots and outputs are held.
     *
     * @param energy whose energy it is: how outputs are nudged
     * @param forward the free values of the forward pass; borrowed
     */
    static Equilibrium of(Network network, Schedule energy, Forces forces, Map<String, Tensor> forward) {
        try (Direction first = forces.at(forward)) {
            double norm = first.norm();
            if (norm == 0) {
                return new Equilibrium(moved(forward, first, 0), true, 0);
            }
            return isQuadratic(forces, forward, norm)
                    ? solved(forces, forward, norm)
                    : relaxed(network, energy, forces, forward, norm);
        }
    }

    private static Map<String, Tensor> moved(Map<String, Tensor> point, Direction direction, double step) {
        Map<String, Tensor> moved = new LinkedHashMap<>();
        point.forEach((node, value) -> moved.put(node, value.add(Direction.at(direction.parts(), node), step)));
        return moved;
    }

    /** Whether F(x + v) = F(x) − Hv of a random v as long as F. */
    private static boolean isQuadratic(Forces forces, Map<String, Tensor> point, double length) {
        try (Direction v = forces.random(point)) {
            v.mulInPlace(length);
            Map<String, Tensor> there = moved(point, v, 1);
            try (Direction before = forces.at(point);
                    Direction after = forces.at(there);
                    Direction curved = forces.hessianTimes(point, before, v)) {
                double size = after.norm() + curved.norm();
                after.addInPlace(before, -1);
                after.addInPlace(curved, 1);
                return after.norm() < QUADRATIC * size;
            } finally {
                there.values().forEach(Tensor::close);
            }
        }
    }

    private static Equilibrium solved(Forces forces, Map<String, Tensor> forward, double first) {
        Map<String, Tensor> point = forward;
        double residual = 1;
        for (int i = 0; i < MOST_REFINEMENTS && residual > REFINED; i++) {
            try (Direction force = forces.at(point);
                    Direction step = conjugateGradients(forces, point, force)) {
                Map<String, Tensor> next = moved(point, step, 1);
                if (point != forward) {
                    point.values().forEach(Tensor::close);
                }
                point = next;
            }
            try (Direction left = forces.at(point)) {
                residual = left.norm() / first;
            }
        }
        return new Equilibrium(point, true, residual);
    }

    /** Returns d with Hd = b, nearly. */
    private static Direction conjugateGradients(Forces forces, Map<String, Tensor> point, Direction b) {
        Direction solution = b.scaled(0);
        try (Direction left = b.scaled(1);
                Direction along = b.scaled(1)) {
            double squares = left.dot(left);
            double bound = SOLVED * SOLVED * squares;
            for (int i = 0; i < MOST_DIRECTIONS && squares > bound; i++) {
                try (Direction curved = forces.hessianTimes(point, b, along)) {
                    double step = squares / along.dot(curved);
                    solution.addInPlace(along, step);
                    left.addInPlace(curved, -step);
                }
                double next = left.dot(left);
                along.mulInPlace(next / squares);
                along.addInPlace(left, 1);
                squares = next;
            }
        }
        return solution;
    }

    private static Equilibrium relaxed(
            Network network, Schedule energy, Forces forces, Map<String, Tensor> forward, double first) {
        double gamma = 1 / forces.largestEigenvalue(forward);
        if (!(gamma > 0 && Double.isFinite(gamma))) {
            return new Equilibrium(copied(forward), false, Double.NaN);
        }
        Set<Observation> moving = new HashSet<>();
        forward.keySet().forEach(node -> moving.add(new Observation.FinalValue(node)));
        Schedule schedule = energy.withLearning(new Learning.Never())
                .withRelaxation(new Descent(gamma))
                .withUntil(new Until.Settled(RESTS, LONGEST));
        try (Outcome outcome = new Inference(network, Clamping.ofEnds(), schedule, moving)
                        .settle(forces.parameters(), forces.clamps());
                Direction left = forces.at(outcome.values())) {
            return new Equilibrium(copied(outcome.values()), false, left.norm() / first);
        }
    }

    private static Map<String, Tensor> copied(Map<String, Tensor> values) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        values.forEach((node, value) -> copies.put(node, value.copy()));
        return copies;
    }

    /** Returns how far a node's value is from rest; nothing where it does not move. */
    Optional<Tensor> distance(String node, Tensor value) {
        return Optional.ofNullable(values.get(node)).map(value::sub);
    }

    @Override
    public void close() {
        values.values().forEach(Tensor::close);
    }
}
