package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.pcn4j.RandomGraph;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Pass;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Errors;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Levelling;
import org.pcn4j.inference.schedule.MirrorDescent;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.inference.schedule.Weighting;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** A random question, which any engine must be able to answer: a network, who is clamped, a schedule, values to begin at. */
final class RandomQuestion {
    static final int BATCH = 3;

    /** After which no parameter learns but at every step or at the end. */
    static final int LAST_TIME_TO_LEARN = 8;

    private final SplittableRandom random;
    private final Seed seed;
    private final int batch;
    private final Network network;
    private final Question question;

    /** Draws the question of a seed, always the same. */
    RandomQuestion(long seed) {
        this(seed, BATCH, random -> {
            long graph = random.nextInt(200);
            return switch (random.nextInt(4)) {
                case 0 -> RandomGraph.of(graph);
                case 1 -> RandomGraph.withCycles(graph);
                default -> RandomGraph.withEnergies(graph);
            };
        });
    }

    /** Draws what is asked of a network. */
    RandomQuestion(long seed, int batch, Function<SplittableRandom, Network> draws) {
        this.random = new SplittableRandom(seed);
        this.seed = new Seed(seed);
        this.batch = batch;
        this.network = draws.apply(random);
        this.question = random.nextInt(8) == 0 && !network.hasLateralEdges() ? zil() : any();
    }

    /** Z-IL, perhaps with a condition relaxed: with γ = 1 no more than the loss can be observed, since values grow. */
    private Question zil() {
        boolean noisy = random.nextInt(4) == 0;
        Schedule schedule = Schedule.named("z-il")
                .withStart(noisy ? new Start.Noisy(0.05) : new Start.ForwardPass())
                .withRelaxation(new Descent(noisy ? 0.05 : random.nextInt(3) == 0 ? 0.5 : 1))
                .withLearning(random.nextInt(3) == 0 ? new Learning.AtDistance() : new Learning.AtLevel())
                .withLevelling(random.nextInt(4) == 0 ? Levelling.NONE : Levelling.DELAYED);
        return new Question(network, clamping(true), schedule);
    }

    private Question any() {
        boolean cycles = network.hasLateralEdges();
        boolean fixed = !cycles && random.nextInt(6) == 0;
        Learning learning = fixed ? new Learning.AtEnd() : learning(cycles);
        boolean levels = learning.needsLevels() || (!cycles && !fixed && random.nextInt(8) == 0);
        Schedule schedule = Schedule.named("drawn")
                .withStart(start())
                .withRelaxation(fixed && random.nextInt(3) == 0 ? new Descent(1) : relaxation(learning))
                .withUntil(until())
                .withLearning(learning)
                .withPredictions(fixed ? Predictions.FIXED : Predictions.LIVE)
                .withLevelling(levels && random.nextInt(3) > 0 ? Levelling.DELAYED : Levelling.NONE);
        Clamping clamping = clamping(fixed || levels);
        Schedule more = schedule.withParents(parents(schedule, cycles));
        return crossing(new Question(network, clamping, weighed(nudged(more, clamping), cycles)));
    }

    private Schedule nudged(Schedule schedule, Clamping clamping) {
        SplittableRandom drawn = seed.derive("nudges").generator();
        List<Mode> modes = clamping.on(network);
        List<Node> outputs = network.outputs();
        boolean once = outputs.stream().noneMatch(node -> modes.get(node.index()) instanceof Mode.Nudged);
        if (!once || drawn.nextBoolean()) {
            return schedule;
        }
        boolean squared = outputs.stream()
                .allMatch(node ->
                        node.energy().precision().isPresent() && !(modes.get(node.index()) instanceof Mode.Masked));
        if (!squared || drawn.nextInt(3) == 0) {
            return schedule.withNudging(new Nudging.Soft(0.8));
        }
        boolean centered = schedule.learning().isAtEnd() && drawn.nextBoolean();
        return schedule.withNudging(centered ? new Nudging.Centered(0.5) : new Nudging.Clamped(-0.7));
    }

    private Schedule weighed(Schedule schedule, boolean cycles) {
        SplittableRandom drawn = seed.derive("weighting").generator();
        boolean impossible = cycles
                || schedule.until() instanceof Until.Settled
                || schedule.relaxation().looks();
        if (impossible || drawn.nextInt(5) > 1) {
            return schedule;
        }
        return schedule.withWeighting(
                switch (drawn.nextInt(3)) {
                    case 0 -> new Weighting.Spiking(0);
                    case 1 -> new Weighting.Spiking(0.3);
                    default -> new Weighting.Decaying(0.2);
                });
    }

    /** Drawn from a seed of their own, so that all else is drawn as without them. */
    private Parents parents(Schedule schedule, boolean cycles) {
        SplittableRandom drawn = seed.derive("parents").generator();
        if (schedule.predictions() == Predictions.FIXED || !schedule.learning().isAtEnd()) {
            return Parents.CURRENT;
        } else if (schedule.until() instanceof Until.Settled || drawn.nextInt(5) > 1) {
            return cycles ? Parents.CURRENT : Parents.FORWARD;
        }
        return Parents.NEXT;
    }

    /** The same where news crosses the whole graph within a time, or errors follow, of some of those that can be asked so. */
    private Question crossing(Question drawn) {
        Schedule schedule = drawn.schedule();
        List<Mode> modes = drawn.clamping().on(network);
        boolean masked = network.nodes().stream()
                .anyMatch(node -> node.isInner() && modes.get(node.index()) instanceof Mode.Masked);
        boolean can = !network.hasLateralEdges()
                && !masked
                && schedule.predictions() == Predictions.LIVE
                && schedule.levelling() == Levelling.NONE
                && !schedule.relaxation().looks();
        boolean crosses = can && seed.derive("reach").generator().nextInt(4) > 0;
        boolean follows = !crosses
                && schedule.predictions() == Predictions.LIVE
                && schedule.parents() == Parents.CURRENT
                && schedule.weighting() instanceof Weighting.Even
                && network.nodes().stream().noneMatch(node -> node.energy().learnsPrecision())
                && seed.derive("errors").generator().nextInt(6) == 0;
        return new Question(
                network,
                drawn.clamping(),
                crosses
                        ? schedule.withParents(
                                        schedule.parents() == Parents.NEXT ? Parents.CURRENT : schedule.parents())
                                .withWeighting(new Weighting.Even())
                                .withStart(
                                        schedule.start() instanceof Start.Zeros
                                                ? new Start.ForwardPass()
                                                : schedule.start())
                                .withReach(Reach.GRAPH)
                        : schedule.withErrors(follows ? Errors.DYNAMIC : Errors.INSTANT));
    }

    Question question() {
        return question;
    }

    /** All nodes at some times of their own, nodes that share parameters as well. */
    private record Scattered(int seed) implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            SplittableRandom random = new SplittableRandom(31L * seed + node);
            int first = random.nextInt(5);
            return random.nextInt(5) == 0
                    ? Optional.empty()
                    : Optional.of(new Times(first, first + (seed % 2) * random.nextInt(4)));
        }

        @Override
        public boolean isRepeated() {
            return seed % 2 == 1;
        }
    }

    private Learning learning(boolean cycles) {
        return switch (random.nextInt(cycles ? 6 : 9)) {
            case 0 -> new Learning.AtEnd();
            case 1, 2 -> new Learning.AtEveryStep();
            case 3 -> new Learning.At(random.nextInt(4));
            case 4 -> new Learning.Never();
            case 5 -> new Scattered(random.nextInt(100));
            case 6, 7 -> new Learning.AtLevel();
            default -> new Learning.AtDistance();
        };
    }

    private Start start() {
        return switch (random.nextInt(7)) {
            case 0 -> new Start.Zeros();
            case 1 -> new Start.Given();
            case 2 -> new Start.Carried();
            case 3 -> new Start.Noisy(0.1);
            default -> new Start.ForwardPass();
        };
    }

    /** Steps small enough that no graph's inference leaves the finite numbers: products of values may grow. */
    private Relaxation relaxation(Learning learning) {
        return switch (random.nextInt(6)) {
            case 0 -> new Momentum(0.01, 0.5);
            case 1 -> new Langevin(0.02, 0.1);
            case 2 -> new Descent(0.1);
            default -> solver(learning);
        };
    }

    /**
     * Adam with an ε that keeps what is zero but for rounding from a step of a size of its own; Heun's method where parameters
     * learn but once: its steps grow as long as its tolerances allow, and with them what is learned thirty times.
     */
    private Relaxation solver(Learning learning) {
        return switch (seed.derive("solver").generator().nextInt(6)) {
            case 0 -> new AdamDescent(0.01, 0.8, 0.95, 0.1);
            case 1 -> learning.isRepeated() ? new Descent(0.03) : new Heun(0.02, 1e-3, 1e-3);
            case 2 -> learning.isRepeated() ? new Descent(0.03) : new MirrorDescent(0.1, 0.5);
            default -> new Descent(0.03);
        };
    }

    private Until until() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Until.Depth();
            case 2 -> new Until.Settled(0.5, 30);
            default -> new Until.Steps(random.nextInt(4) == 0 ? random.nextInt(3) : 3 + random.nextInt(12));
        };
    }

    private Clamping clamping(boolean byDefault) {
        Clamping clamping = Clamping.ofEnds();
        for (Node node : network.nodes()) {
            if (node.constant().isPresent() || node.elements() instanceof Elements.Tokens) {
                continue;
            }
            Optional<Mode> mode =
                    node.isOutput() ? ofOutput(node, byDefault) : byDefault ? Optional.empty() : ofOther(node);
            if (mode.isPresent()) {
                clamping = clamping.with(node.name(), mode.get());
            }
        }
        return clamping;
    }

    private Optional<Mode> ofOutput(Node node, boolean byDefault) {
        int drawn = random.nextInt(12);
        if (drawn < 4) {
            return Optional.of(new Mode.Masked());
        } else if (node.energy().precision().isEmpty()) {
            return Optional.empty();
        } else if (drawn < 6) {
            return Optional.of(new Mode.Nudged(drawn < 5 ? 0.3 : -0.5));
        }
        return drawn < 7 && !byDefault ? Optional.of(new Mode.Free()) : Optional.empty();
    }

    private Optional<Mode> ofOther(Node node) {
        int drawn = random.nextInt(12);
        if (node.isRoot()) {
            return drawn < 3
                    ? Optional.of(new Mode.Free())
                    : drawn < 5 ? Optional.of(new Mode.Masked()) : Optional.empty();
        }
        return drawn < 1 ? Optional.of(new Mode.Data()) : drawn < 2 ? Optional.of(new Mode.Masked()) : Optional.empty();
    }

    /** A frame of data, drawn by its number. */
    Clamps clamps(DType dtype, int frame) {
        Clamps clamps = Clamps.none();
        List<Mode> modes = question.clamping().on(network);
        for (Node node : network.nodes()) {
            Mode mode = modes.get(node.index());
            if (mode instanceof Mode.Free || mode instanceof Mode.Constant) {
                continue;
            }
            Seed own = seed.derive(frame).derive(node.name());
            Tensor value = node.isOutput() ? target(node, own, dtype) : data(node, own, dtype);
            clamps = mode instanceof Mode.Masked
                    ? clamps.with(node.name(), value, mask(node, own, value.shape(), dtype))
                    : clamps.with(node.name(), value);
        }
        return clamps;
    }

    private Tensor data(Node node, Seed own, DType dtype) {
        Shape shape = node.shape().batched(batch);
        return node.elements() instanceof Elements.Tokens tokens
                ? own.uniform(DType.FLOAT64, shape, 0, (double) tokens.vocabulary())
                        .to(DType.INT64)
                : own.normal(dtype, shape, 0, 1);
    }

    private Tensor target(Node output, Seed own, DType dtype) {
        Shape shape = output.shape();
        Energy loss = output.energy();
        if (loss.precision().isPresent()) {
            return own.normal(dtype, shape.batched(batch), 0, 1);
        }
        Shape labels = shape.rank() == 1 ? Shape.of(batch) : Shape.of(batch, shape.size(0));
        double classes = (double) shape.size(shape.rank() - 1);
        return loss.targets(own.uniform(DType.FLOAT64, labels, 0, classes).to(DType.INT64), shape, dtype);
    }

    /** Ones and zeros; of an output any weights. */
    private static Tensor mask(Node node, Seed own, Shape shape, DType dtype) {
        double[] numbers =
                own.derive("mask").uniform(DType.FLOAT64, shape, 0, 2).toDoubles();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = node.isOutput() && numbers[i] > 0.5 ? numbers[i] : Math.floor(numbers[i]);
        }
        return Tensor.of(dtype, shape, numbers);
    }

    /** Values to begin at, of some of the nodes that move: those of roots matter whatever the start is. */
    Map<String, double[]> given() {
        Map<String, double[]> given = new HashMap<>();
        List<Mode> modes = question.clamping().on(network);
        for (Node node : network.nodes()) {
            boolean moves = PlainEnergy.moves(node, modes.get(node.index()));
            if (moves && seed.derive("given").derive(node.name()).generator().nextBoolean()) {
                given.put(
                        node.name(),
                        seed.derive("given " + node.name())
                                .normal(DType.FLOAT64, node.shape().batched(batch), 0, 0.5)
                                .toDoubles());
            }
        }
        return given;
    }

    /** Everything, the loss alone, or something; energies in any case where they alone tell when values came to rest. */
    Set<Observation> observations() {
        Set<Observation> drawn = new HashSet<>(drawnObservations());
        if (question.schedule().until() instanceof Until.Settled) {
            drawn.add(new Observation.Energies());
        }
        return drawn;
    }

    private Set<Observation> drawnObservations() {
        SplittableRandom drawn = seed.derive("observations").generator();
        int kind = question.schedule().name().equals("z-il") ? 0 : drawn.nextInt(3);
        if (kind == 0) {
            return Set.of(new Observation.Loss());
        }
        Set<Observation> all = Planned.everything(network);
        if (kind == 1) {
            return all;
        }
        List<Observation> sorted = new ArrayList<>(all);
        sorted.sort((a, b) -> a.toString().compareTo(b.toString()));
        Set<Observation> some = new HashSet<>();
        sorted.stream().filter(observation -> drawn.nextInt(4) == 0).forEach(some::add);
        return some;
    }

    /** A subset of the planner's passes. */
    Set<Pass> passes() {
        SplittableRandom drawn = seed.derive("passes").generator();
        Set<Pass> some = new HashSet<>();
        for (Pass pass : Pass.values()) {
            if (drawn.nextInt(3) > 0) {
                some.add(pass);
            }
        }
        return some;
    }

    @Override
    public String toString() {
        return question.schedule() + ", " + question.clamping() + ", of\n" + network;
    }
}
