package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pcn4j.inference.PlainEnergy.Slopes;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Errors;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Learning.Times;
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
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.network.SoftOutputs;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Predictive coding written down as its definition reads, without plan, facts or pullbacks: at every time the energy of the
 * whole network is built anew, autograd differentiates it by every value and every parameter, and all free values move, as
 * plain numbers. Parameters are moved by plain gradient descent. In float64.
 */
public final class PlainReference {
    private static final DType DTYPE = DType.FLOAT64;

    private final Network network;
    private final List<Mode> modes;
    private final Schedule schedule;
    private final double rate;
    private final Seed noise;

    /**
     * Where values stand that inference moved, and what momentum remembers of them, by the nodes' names.
     *
     * @param velocities v of the nodes that moved
     */
    public record State(Map<String, double[]> values, Map<String, double[]> velocities) {
        /** Returns the state that says nothing. */
        public static State none() {
            return new State(Map.of(), Map.of());
        }

        /** Returns a state of values alone. */
        public static State of(Map<String, double[]> values) {
            return new State(values, Map.of());
        }
    }

    /** What an update found, and the state it ended in. */
    public record Update(Answer answer, State state) {}

    /**
     * Defines inference.
     *
     * @param rate what Δθ, summed over the samples, is multiplied by
     * @param noise where the updates draw from
     */
    public PlainReference(Network network, Clamping clamping, Schedule schedule, double rate, Seed noise) {
        Network soft = schedule.nudging() instanceof Nudging.Soft ? SoftOutputs.of(network) : network;
        this.network = schedule.levelling() == Levelling.DELAYED ? soft.levelled() : soft;
        Map<String, Mode> named = new HashMap<>();
        List<Mode> said = clamping.on(network);
        network.nodes().forEach(node -> named.put(node.name(), nudged(node, said.get(node.index()), schedule)));
        // Delays, and what soft outputs were predicted to be, are no part of the user's network: they are free.
        this.modes = this.network.nodes().stream()
                .map(node -> named.getOrDefault(node.name(), new Mode.Free()))
                .toList();
        this.schedule = schedule;
        this.rate = rate;
        this.noise = noise;
    }

    private static Mode nudged(Node node, Mode mode, Schedule schedule) {
        boolean nudges = node.isOutput() && mode instanceof Mode.Data;
        if (nudges && schedule.nudging() instanceof Nudging.Clamped clamped) {
            return new Mode.Nudged(clamped.beta());
        }
        return nudges && schedule.nudging() instanceof Nudging.Centered centered
                ? new Mode.Nudged(centered.beta())
                : mode;
    }

    /** Infers, and learns where the schedule says so. */
    public Update update(Parameters parameters, Clamps clamps, State state, long number) {
        Seed seed = noise.derive(number);
        try (TensorScope scope = new TensorScope();
                Passes passes = schedule.learning() instanceof Learning.Never
                        ? Passes.evaluating(parameters)
                        : Passes.learning(parameters, seed)) {
            Inference inference = new Inference(parameters, clamps, state, seed, passes, 1);
            if (!(schedule.nudging() instanceof Nudging.Centered)) {
                return inference.all();
            }
            return centered(inference, new Inference(parameters, clamps, state, seed, passes, -1));
        }
    }

    /** The mean of what two opposite nudges find, each over its own. */
    private Update centered(Inference positive, Inference negative) {
        Update update = positive.all();
        Update other = negative.all();
        Map<String, List<double[]>> means = new TreeMap<>();
        update.answer().deltas().forEach((name, all) -> {
            double[] mean = all.get(0).clone();
            double[] against = java.util.Objects.requireNonNull(
                            other.answer().deltas().get(name))
                    .get(0);
            Arrays.setAll(mean, i -> (mean[i] - against[i]) * schedule.nudging().scale());
            means.put(name, List.of(mean));
            Tensor theta = positive.parameters.get(name);
            theta.addInPlace(Tensor.of(DTYPE, theta.shape(), mean), rate);
        });
        Answer found = update.answer();
        return new Update(
                new Answer(
                        found.values(),
                        found.predictions(),
                        found.errors(),
                        found.energies(),
                        found.loss(),
                        found.residuals(),
                        means),
                update.state());
    }

    /** One update. */
    private final class Inference {
        private final Parameters parameters;
        private final Clamps clamps;
        private final State state;
        private final Seed seed;
        private final PlainEnergy energy;
        private final double sign;
        private final long batch;

        /** What moves: x, v, and 1 for each element that moves, 0 for each that is held. */
        private final Map<Integer, double[]> moving = new HashMap<>();

        /** The errors, where they move and values follow from them; x of roots. */
        private final Map<Integer, double[]> errors = new HashMap<>();

        private final Map<Integer, double[]> velocities = new HashMap<>();
        private final Map<Integer, double[]> free = new HashMap<>();
        private final PlainSolver solver;

        /** What stands: data, constants, targets. */
        private final Map<Integer, Tensor> held = new HashMap<>();

        /** What children read, and what each node was predicted to be, in the forward pass. */
        private final List<Tensor> read = new ArrayList<>();

        private final List<Optional<Tensor>> forward = new ArrayList<>();

        /** The errors of the time before. */
        private List<double[]> before = List.of();
        /** For how many steps more a unit's error must be zero until it learns, where learning is gated; and who learns now. */
        private final Map<Integer, int[]> waiting = new HashMap<>();

        private final Set<Integer> open = new HashSet<>();

        /** The errors that follow x − μ, weighted and not, for the next time; and, not weighted, of this time. */
        private final Map<Integer, double[]> following = new HashMap<>();

        private final Map<Integer, double[]> unweighted = new HashMap<>();
        private final Map<Integer, double[]> current = new HashMap<>();

        private double loss;
        private final List<Double> residuals = new ArrayList<>();
        private final Map<Integer, Tensor> sums = new HashMap<>();
        private final Map<String, List<double[]>> deltas = new TreeMap<>();

        Inference(Parameters parameters, Clamps clamps, State state, Seed seed, Passes passes, double sign) {
            this.sign = sign;
            this.parameters = parameters;
            this.clamps = clamps;
            this.state = state;
            this.seed = seed;
            this.batch = clamps.batch();
            this.solver = new PlainSolver(schedule.relaxation(), Math.toIntExact(batch));
            List<Optional<Tensor>> weights = new ArrayList<>();
            for (Node node : network.nodes()) {
                boolean weighted = node.isOutput() && mode(node) instanceof Mode.Masked;
                weights.add(weighted ? clamps.mask(node.name()) : Optional.empty());
            }
            this.energy = new PlainEnergy(network, modes, parameters, passes, weights);
        }

        private Mode mode(Node node) {
            return modes.get(node.index());
        }

        private boolean moves(Node node) {
            return PlainEnergy.moves(node, mode(node));
        }

        Update all() {
            passForward();
            network.nodes().forEach(this::begin);
            List<double[]> energies = new ArrayList<>();
            boolean settled = false;
            int after = schedule.parents() == Parents.NEXT ? 1 : 0;
            int most = schedule.until().times(network.depth()) + after;
            for (int time = 0; ; time++) {
                boolean last = time == most || settled;
                try (TensorScope scope = new TensorScope()) {
                    if (schedule.reach() == Reach.GRAPH) {
                        compose();
                    }
                    Slopes slopes = followed(slopes(time), time);
                    energies.add(slopes.energies().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray());
                    if (time == 0) {
                        measureLoss(slopes);
                    }
                    learn(gated(slopes), time, last ? time : most, last);
                    if (last) {
                        return update(slopes, energies);
                    }
                    before = errors(slopes, time);
                    residuals.add(residual(slopes));
                    settled = schedule.until() instanceof Until.Settled until
                            && time > 0
                            && residuals.get(time) <= until.tolerance() * residuals.get(0);
                    relax(slopes, time);
                }
            }
        }

        private Update update(Slopes slopes, List<double[]> energies) {
            Map<String, double[]> values = named(moving);
            Map<String, double[]> predictions = new HashMap<>();
            Map<String, double[]> errors = new HashMap<>();
            for (Node node : network.nodes()) {
                if (!moves(node) && !node.isOutput()) {
                    values.put(node.name(), at(held, node).toDoubles());
                }
                slopes.predictions().get(node.index()).ifPresent(prediction -> {
                    predictions.put(node.name(), prediction.toDoubles());
                    errors.put(
                            node.name(),
                            schedule.errors() == Errors.INSTANT ? error(node, prediction) : at(current, node));
                });
            }
            return new Update(
                    new Answer(values, predictions, errors, energies, loss, residuals, deltas),
                    new State(ofTheNetwork(goneOn()), ofTheNetwork(velocities)));
        }

        /** What inference goes on from: values or, where errors move, those; of roots always values. */
        private Map<Integer, double[]> goneOn() {
            Map<Integer, double[]> all = new HashMap<>(moving);
            if (schedule.reach() == Reach.GRAPH) {
                all.keySet().stream()
                        .filter(node -> !network.node(node).isRoot())
                        .forEach(node -> all.put(node, at(errors, network.node(node))));
            }
            return all;
        }

        /** ε = x − μ, or e = −∂ℓ/∂μ of an output that is held. */
        private double[] error(Node node, Tensor prediction) {
            if (node.isOutput() && !moves(node)) {
                return energy.error(node, prediction, at(held, node)).toDoubles();
            }
            double[] error =
                    moves(node) ? at(moving, node).clone() : at(held, node).toDoubles();
            double[] mu = prediction.toDoubles();
            Arrays.setAll(error, i -> error[i] - mu[i]);
            return error;
        }

        /** Delays are no part of the user's network, so they are not handed out. */
        private Map<String, double[]> ofTheNetwork(Map<Integer, double[]> numbers) {
            Map<String, double[]> all = named(numbers);
            network.nodes().stream().filter(Node::isDelay).forEach(delay -> all.remove(delay.name()));
            return all;
        }

        /** The outputs' losses against their targets at time 0, however an output is held to its own. */
        private void measureLoss(Slopes slopes) {
            for (Node node : network.nodes()) {
                if (mode(node) instanceof Mode.Nudged) {
                    Tensor prediction = slopes.predictions().get(node.index()).orElseThrow();
                    loss += energy.energy(node, prediction, value(node)).item();
                } else if (node.isOutput() && !moves(node)) {
                    loss += slopes.energies().get(node.index());
                }
            }
        }

        /** μ⁰: from the roots to the sinks; along lateral edges zeros are read. */
        private void passForward() {
            for (Node node : network.nodes()) {
                Optional<Tensor> prediction = Optional.empty();
                if (!node.isRoot()) {
                    List<Tensor> parents = new ArrayList<>();
                    for (int k = 0; k < node.parents().size(); k++) {
                        Node parent = network.node(node.parents().get(k));
                        parents.add(node.lateral().contains(k) ? full(parent, 0) : read.get(parent.index()));
                    }
                    prediction = Optional.of(energy.predict(node, parents));
                }
                forward.add(prediction);
                read.add(readForward(node, prediction));
            }
        }

        /**
         * What children read in the forward pass: data where a node is held; what it begins at, where that is not its prediction
         * alone, as of roots and of nodes that are held in part.
         */
        private Tensor readForward(Node node, Optional<Tensor> prediction) {
            if (node.constant().isPresent()) {
                return full(node, node.constant().getAsDouble());
            } else if (mode(node) instanceof Mode.Data && !node.isOutput()) {
                return value(node);
            } else if (moves(node) && (node.isRoot() || mode(node) instanceof Mode.Masked)) {
                return tensor(node, start(node, prediction));
            }
            return prediction.orElseThrow();
        }

        private void begin(Node node) {
            int index = node.index();
            if (moves(node)) {
                free.put(index, free(node));
                boolean givenAnError = schedule.reach() == Reach.GRAPH
                        && !node.isRoot()
                        && schedule.start().takesState()
                        && state.values().containsKey(node.name());
                double[] begun = start(node, givenAnError ? Optional.empty() : forward.get(index));
                moving.put(index, begun);
                double[] error = begun.clone();
                if (!givenAnError) {
                    forward.get(index)
                            .map(Tensor::toDoubles)
                            .ifPresent(mu -> Arrays.setAll(error, i -> begun[i] - mu[i]));
                }
                errors.put(index, error);
                double[] remembered = state.velocities().get(node.name());
                boolean carried = schedule.start() instanceof Start.Carried && remembered != null;
                velocities.put(index, carried ? remembered.clone() : memory(node, begun));
            } else if (mode(node) instanceof Mode.Nudged nudged) {
                double[] mu = forward.get(index).orElseThrow().toDoubles();
                double[] y = value(node).toDoubles();
                double[] close = new double[y.length];
                Arrays.setAll(close, i -> mu[i] + sign * nudged.beta() * (y[i] - mu[i]));
                held.put(index, tensor(node, close));
            } else if (mode(node) instanceof Mode.Constant constant) {
                held.put(index, full(node, constant.number()));
            } else {
                held.put(index, value(node));
            }
        }

        /** What a relaxation remembers at first: a velocity of zero, or the potential of a rate. */
        private double[] memory(Node node, double[] begun) {
            double[] memory = zeros(node);
            if (schedule.relaxation() instanceof MirrorDescent mirror) {
                Arrays.setAll(memory, i -> {
                    double rate = Math.max(1e-6, Math.min(1 - 1e-6, begun[i]));
                    return mirror.threshold() + Math.log(rate / (1 - rate));
                });
            }
            return memory;
        }

        /** 1 for each element that moves, 0 for each that is held. */
        private double[] free(Node node) {
            double[] ones = new double[size(node)];
            Arrays.fill(ones, 1);
            if (mode(node) instanceof Mode.Masked) {
                double[] mask = mask(node).toDoubles();
                Arrays.setAll(ones, i -> 1 - mask[i]);
            }
            return ones;
        }

        /** x(0) of a node that moves. */
        private double[] start(Node node, Optional<Tensor> prediction) {
            double[] begun = stillStart(node, prediction).clone();
            double sigma = schedule.start().noise();
            if (sigma > 0 && !node.isDelay()) {
                double[] drawn = seed.derive(node.name())
                        .normal(DTYPE, node.shape().batched(batch), 0, sigma)
                        .toDoubles();
                Arrays.setAll(begun, i -> begun[i] + drawn[i]);
            }
            if (mode(node) instanceof Mode.Masked) {
                double[] data = value(node).toDoubles();
                double[] mask = mask(node).toDoubles();
                Arrays.setAll(begun, i -> mask[i] * data[i] + (1 - mask[i]) * begun[i]);
            }
            return begun;
        }

        /** The same but for noise and data: a root that is held in part begins at all of its data, unless a state says otherwise. */
        private double[] stillStart(Node node, Optional<Tensor> prediction) {
            double[] given = state.values().get(node.name());
            if (schedule.start() instanceof Start.Zeros) {
                return zeros(node);
            } else if (given != null && (node.isRoot() || schedule.start().takesState())) {
                return given;
            }
            return prediction
                    .map(Tensor::toDoubles)
                    .orElseGet(() ->
                            mode(node) instanceof Mode.Masked ? value(node).toDoubles() : zeros(node));
        }

        /** Where errors move, values follow. */
        private void compose() {
            List<Tensor> values = energy.composed(standing(errors));
            moving.replaceAll((node, x) -> values.get(node).toDoubles());
        }

        private List<Tensor> standing(Map<Integer, double[]> numbers) {
            return network.nodes().stream()
                    .map(node -> moves(node) ? tensor(node, at(numbers, node)) : at(held, node))
                    .toList();
        }

        private List<Tensor> values() {
            return standing(moving);
        }

        /** −∂E/∂μ of each node, as it is before values move; zeros of roots. */
        private List<double[]> errors(Slopes slopes, int time) {
            double[] weights = weights(time);
            List<Tensor> values = values();
            return network.nodes().stream()
                    .map(node -> slopes.predictions()
                            .get(node.index())
                            .map(prediction -> energy.error(node, prediction, values.get(node.index()))
                                    .mul(weights[node.index()])
                                    .toDoubles())
                            .orElseGet(() -> zeros(node)))
                    .toList();
        }

        /** Δθ, node by node. */
        private List<List<Tensor>> deltas(Slopes slopes) {
            return switch (schedule.parents()) {
                case CURRENT -> slopes.deltas();
                case FORWARD ->
                    energy.fixed(read, forward, beside(), energy.ones()).deltas();
                case NEXT -> energy.pulled(values(), before).deltas();
            };
        }

        /** What the forward predictions are compared with: values or, where errors are a state, these predictions and the errors. */
        private List<Tensor> beside() {
            List<Tensor> values = new ArrayList<>(values());
            for (Node node : network.nodes()) {
                if (schedule.reach() == Reach.GRAPH && moves(node) && !node.isRoot()) {
                    Tensor error = tensor(node, at(errors, node));
                    values.set(
                            node.index(),
                            forward.get(node.index()).orElseThrow().add(error));
                }
            }
            return values;
        }

        private Slopes slopes(int time) {
            List<Tensor> values = values();
            if (schedule.reach() == Reach.GRAPH) {
                // Learning is from the energy of the values; what moves, from that of the errors.
                Slopes local = energy.live(values, weights(time));
                return new Slopes(
                        local.energies(),
                        local.predictions(),
                        energy.forcesOnErrors(standing(errors), weights(time)),
                        local.deltas());
            }
            return schedule.predictions() == Predictions.LIVE
                    ? energy.live(values, weights(time))
                    : energy.fixed(read, forward, values, weights(time));
        }

        /** What the schedule multiplies the nodes' energies by; of a soft output, its loss by β. */
        private double[] weights(int time) {
            return network.nodes().stream()
                    .mapToDouble(node -> {
                        double weight = schedule.weighting().at(network.level(node.index()), time);
                        boolean soft = node.isOutput()
                                && !moves(node)
                                && node.constant().isEmpty();
                        return soft && schedule.nudging() instanceof Nudging.Soft nudge
                                ? weight * nudge.beta()
                                : weight;
                    })
                    .toArray();
        }

        /** Where learning is gated, what is learned from the units alone whose error leaves zero. */
        private Slopes gated(Slopes slopes) {
            if (schedule.learning().zeroSteps().isEmpty()) {
                return slopes;
            }
            int all = schedule.learning().zeroSteps().getAsInt();
            open.clear();
            List<Tensor> values = standing(moving);
            List<Optional<Tensor>> errors = new ArrayList<>();
            for (Node node : network.nodes()) {
                errors.add(slopes.predictions().get(node.index()).map(recorded -> {
                    // Autograd may predict a bit otherwise than the forward pass, as of a batch normalized.
                    Tensor prediction = energy.predict(
                            node, node.parents().stream().map(values::get).toList());
                    double[] error = energy.error(node, prediction, values.get(node.index()))
                            .toDoubles();
                    int[] wait = waiting.computeIfAbsent(node.index(), unused -> new int[error.length]);
                    for (int i = 0; i < error.length; i++) {
                        boolean zero = error[i] == 0;
                        boolean learns = !zero && wait[i] == 0;
                        wait[i] = zero ? Math.max(0, wait[i] - 1) : all;
                        error[i] = learns ? error[i] : 0;
                        if (learns) {
                            open.add(node.index());
                        }
                    }
                    return Tensor.of(DTYPE, prediction.shape(), error);
                }));
            }
            return energy.byErrors(slopes, values, errors);
        }

        /** Where errors have dynamics of their own, slopes by what they are now; then they follow what the energy's are. */
        private Slopes followed(Slopes slopes, int time) {
            if (schedule.errors() == Errors.INSTANT) {
                return slopes;
            }
            List<Tensor> values = standing(moving);
            List<Optional<Tensor>> heard = new ArrayList<>();
            for (Node node : network.nodes()) {
                heard.add(slopes.predictions().get(node.index()).map(prediction -> {
                    double[] now = energy.error(node, prediction, values.get(node.index()))
                            .mul(weights(time)[node.index()])
                            .toDoubles();
                    double[] error = error(node, prediction);
                    double[] weighted = followed(following, node, now);
                    followed(unweighted, node, error);
                    return Tensor.of(DTYPE, prediction.shape(), weighted);
                }));
            }
            return energy.byErrors(slopes, values, heard);
        }

        /** What an error is at this time, before it follows; it begins where it is defined to be. */
        private double[] followed(Map<Integer, double[]> all, Node node, double[] now) {
            double gamma = schedule.relaxation().gamma();
            double[] error = all.getOrDefault(node.index(), now).clone();
            double[] next = error.clone();
            Arrays.setAll(next, i -> error[i] + gamma * (now[i] - error[i]));
            all.put(node.index(), next);
            current.put(node.index(), error);
            return error;
        }

        private void learn(Slopes slopes, int time, int end, boolean last) {
            boolean learns = network.nodes().stream()
                    .flatMap(node -> times(node, end).stream())
                    .anyMatch(times -> times.first() <= time && time <= times.last());
            List<List<Tensor>> own = learns ? deltas(slopes) : List.of();
            for (Node node : network.nodes()) {
                Optional<Times> times = times(node, end);
                if (times.isEmpty()
                        || time < times.get().first()
                        || time > times.get().last()
                        || (schedule.learning().zeroSteps().isPresent() && !open.contains(node.index()))) {
                    continue;
                }
                for (int k = 0; k < node.parameters().size(); k++) {
                    Tensor delta = own.get(node.index()).get(k).copy().keep();
                    sums.merge(node.parameters().get(k), delta, (one, other) -> {
                        try (one;
                                other) {
                            return one.add(other).keep();
                        }
                    });
                }
            }
            for (int parameter : List.copyOf(sums.keySet())) {
                if (last || isComplete(parameter, time, end)) {
                    boolean centered = schedule.nudging() instanceof Nudging.Centered;
                    try (Tensor sum = sums.remove(parameter)) {
                        Tensor delta =
                                centered ? sum : sum.mul(schedule.nudging().scale());
                        deltas.computeIfAbsent(parameters.specs().get(parameter).name(), unused -> new ArrayList<>())
                                .add(delta.toDoubles());
                        parameters.tensors().get(parameter).addInPlace(delta, centered ? 0 : rate);
                    }
                }
            }
        }

        /** Whether no node that uses the parameter learns later; where nodes learn several times, each time is an update. */
        private boolean isComplete(int parameter, int time, int end) {
            boolean repeatedly = network.nodes().stream()
                    .flatMap(node -> times(node, end).stream())
                    .anyMatch(times -> times.first() < times.last());
            return repeatedly
                    || network.nodes().stream()
                            .filter(node -> node.parameters().contains(parameter))
                            .flatMap(node -> times(node, end).stream())
                            .noneMatch(times -> times.first() > time);
        }

        /** When a node learns, up to T. */
        private Optional<Times> times(Node node, int end) {
            return node.parameters().isEmpty()
                    ? Optional.empty()
                    : schedule.learning()
                            .times(network, node.index(), end)
                            .filter(times -> times.first() <= end)
                            .map(times -> new Times(times.first(), Math.min(times.last(), end)));
        }

        /** The largest ‖−∂E/∂x‖ of a sample, over what is free. */
        private double residual(Slopes slopes) {
            double[] squares = new double[Math.toIntExact(batch)];
            moving.forEach((node, x) -> {
                double[] force = force(slopes, node);
                int width = x.length / squares.length;
                for (int i = 0; i < x.length; i++) {
                    squares[i / width] += force[i] * force[i];
                }
            });
            return Math.sqrt(Arrays.stream(squares).max().orElse(0));
        }

        private double[] force(Slopes slopes, int node) {
            double[] force = slopes.forces().get(node).orElseThrow().toDoubles();
            double[] ones = free.get(node);
            Arrays.setAll(force, i -> ones[i] * force[i]);
            return force;
        }

        /** All at once, by the forces of the same time. What is held does not move, nor has it a velocity. */
        private void relax(Slopes slopes, int time) {
            Relaxation relaxation = schedule.relaxation();
            Map<Integer, double[]> state = schedule.reach() == Reach.GRAPH ? errors : moving;
            if (PlainSolver.knows(relaxation)) {
                Map<Integer, double[]> forces = new HashMap<>();
                state.keySet().forEach(node -> forces.put(node, force(slopes, node)));
                solver.move(state, forces, time);
                return;
            }
            state.forEach((node, x) -> {
                double[] force = force(slopes, node);
                double[] ones = free.get(node);
                double[] v = velocities.get(node);
                double[] drawn = relaxation instanceof Langevin ? drawn(network.node(node), time) : new double[0];
                for (int i = 0; i < x.length; i++) {
                    if (relaxation instanceof Descent descent) {
                        x[i] += descent.gamma() * force[i];
                    } else if (relaxation instanceof Momentum momentum) {
                        v[i] = ones[i] * (momentum.momentum() * v[i] + force[i]);
                        x[i] += momentum.gamma() * v[i];
                    } else if (relaxation instanceof MirrorDescent mirror) {
                        double rate = 1 / (1 + Math.exp(mirror.threshold() - v[i]));
                        v[i] += mirror.gamma() * force[i];
                        x[i] += 1 / (1 + Math.exp(mirror.threshold() - v[i])) - rate;
                    } else if (relaxation instanceof Langevin langevin) {
                        double width = Math.sqrt(2 * langevin.gamma() * langevin.temperature());
                        x[i] += langevin.gamma() * force[i] + ones[i] * width * drawn[i];
                    } else {
                        throw new IllegalArgumentException("no definition of " + relaxation);
                    }
                }
            });
        }

        private double[] drawn(Node node, int time) {
            return seed.derive(node.name())
                    .derive(time)
                    .normal(DTYPE, node.shape().batched(batch), 0, 1)
                    .toDoubles();
        }

        private Map<String, double[]> named(Map<Integer, double[]> numbers) {
            Map<String, double[]> all = new HashMap<>();
            numbers.forEach((node, of) -> all.put(network.node(node).name(), of.clone()));
            return all;
        }

        private Tensor value(Node node) {
            return clamps.value(node.name()).orElseThrow(() -> new AssertionError("no data for " + node));
        }

        private Tensor mask(Node node) {
            return clamps.mask(node.name()).orElseThrow(() -> new AssertionError("no mask for " + node));
        }

        private int size(Node node) {
            return Math.toIntExact(batch * node.shape().elements());
        }

        private double[] zeros(Node node) {
            return new double[size(node)];
        }

        private Tensor tensor(Node node, double[] numbers) {
            return Tensor.of(DTYPE, node.shape().batched(batch), numbers);
        }

        private Tensor full(Node node, double number) {
            return Tensor.full(DTYPE, node.shape().batched(batch), number);
        }

        private static <T> T at(Map<Integer, T> map, Node node) {
            return Optional.ofNullable(map.get(node.index())).orElseThrow();
        }
    }
}
