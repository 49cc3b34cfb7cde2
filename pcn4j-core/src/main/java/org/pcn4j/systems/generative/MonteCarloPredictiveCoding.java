package org.pcn4j.systems.generative;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * Monte Carlo predictive coding, {@code mcpc}: parameters learn from samples of the values' posterior in place of its mode
 * (Oliviers, Bogacz and Meulemans 2024). Values settle to the mode, then move at random by Langevin dynamics; after some steps
 * in which they mix, Δθ is averaged over as many samples, one a step, and applied once. So a network learns to be a generative
 * model: with the mode alone the weights of y = w z + noise grow without end, with samples w² comes to rest at the data's
 * variance over the temperature, less 1.
 *
 * <p>An update takes all of the steps, and its samples follow one another along one path; it is not divided over workers.
 *
 * @param mode how values settle to the mode; when it would learn counts for nothing
 * @param motion how they move at random then
 * @param mixing steps without learning, at least 0
 * @param samples to learn from, at least 1
 */
public record MonteCarloPredictiveCoding(Schedule mode, Langevin motion, int mixing, int samples) implements Rule {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public MonteCarloPredictiveCoding {
        if (mixing < 0) {
            throw new IllegalArgumentException("values mix for 0 steps at least, not " + mixing);
        } else if (samples < 1) {
            throw new IllegalArgumentException("a sample at least is learned from, not " + samples);
        }
    }

    @Override
    public String name() {
        return "mcpc";
    }

    @Override
    public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
        return learner(network, Clamping.ofEnds(), parameters, updater, noise);
    }

    @Override
    public Learner learner(
            Network network, Clamping clamping, Parameters parameters, ParameterUpdater updater, Seed noise) {
        return new Sampling(this, network, clamping, parameters, updater, noise);
    }

    @Override
    public Rule in(Arithmetic arithmetic) {
        return new MonteCarloPredictiveCoding(mode.withArithmetic(arithmetic), motion, mixing, samples);
    }

    @Override
    public List<Schedule> schedules() {
        return List.of(settling(), sampling());
    }

    /** Returns the first part of an update, which learns nothing. */
    private Schedule settling() {
        return mode.withLearning(new Learning.Never());
    }

    /** Returns the random part of an update: from the state that is handed in, learning from every sample. */
    private Schedule sampling() {
        Schedule sampling = Schedule.named(name())
                .withStart(new Start.Given())
                .withRelaxation(motion)
                .withSteps(mixing + samples - 1)
                .withLearning(new FromTime(mixing));
        return mode.arithmetic().map(sampling::withArithmetic).orElse(sampling);
    }

    /** All parameters at every step from one on. */
    private record FromTime(int first) implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return Optional.of(new Times(first, end));
        }

        @Override
        public boolean isRepeated() {
            return true;
        }
    }

    private static final class Sampling implements Learner {
        private final Parameters parameters;
        private final ParameterUpdater updater;
        private final Executor settling;
        private final Executor sampling;
        private final int samples;
        private final Seed noise;
        private long updates;

        Sampling(
                MonteCarloPredictiveCoding rule,
                Network network,
                Clamping clamping,
                Parameters parameters,
                ParameterUpdater updater,
                Seed noise) {
            Planner planner = new Planner(updater.zeroUpdates());
            this.parameters = parameters;
            this.updater = updater;
            this.settling = new Executor(planner.plan(
                    network, clamping, rule.settling(), Set.of(new Observation.Loss(), new Observation.FinalState())));
            this.sampling = new Executor(planner.plan(network, clamping, rule.sampling(), Set.of()));
            this.samples = rule.samples();
            this.noise = noise;
        }

        @Override
        public double update(Clamps clamps) {
            return update(clamps, updates++);
        }

        @Override
        public double update(Clamps clamps, long number) {
            double scale = 1.0 / clamps.count(settling.plan().network());
            Seed drawn = Learner.noise(noise, number);
            try (Outcome mode = settling.run(parameters, clamps, ParameterUpdater.none(), 1, drawn);
                    Collecting collecting = new Collecting(updater)) {
                sampling.run(parameters, clamps, mode.state(), collecting, scale / samples, drawn.derive("samples"))
                        .close();
                collecting.moveAll();
                return mode.loss() * scale;
            }
        }

        @Override
        public PlanCost cost() {
            return settling.plan().cost().plus(sampling.plan().cost());
        }
    }

    /** What moves a parameter. */
    private record Sum(Tensor theta, Tensor delta) {}

    /** Adds up what is handed to it and moves nothing until it is told to. */
    private static final class Collecting implements ParameterUpdater, AutoCloseable {
        private final ParameterUpdater next;
        private final Map<String, Sum> sums = new LinkedHashMap<>();

        Collecting(ParameterUpdater next) {
            this.next = next;
        }

        @Override
        public void update(String name, Tensor theta, Tensor delta) {
            Sum sum = sums.get(name);
            if (sum == null) {
                sums.put(name, new Sum(theta, delta.copy().keep()));
            } else {
                sum.delta().addInPlace(delta);
            }
        }

        @Override
        public boolean idleAtZero() {
            return next.idleAtZero();
        }

        void moveAll() {
            sums.forEach((name, sum) -> next.update(name, sum.theta(), sum.delta()));
        }

        @Override
        public void close() {
            sums.values().forEach(sum -> sum.delta().close());
        }
    }
}
