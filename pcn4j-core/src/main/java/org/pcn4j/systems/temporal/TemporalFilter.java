package org.pcn4j.systems.temporal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * Predictive coding in time, frame by frame (Millidge et al. 2024; Tang, Barron and Bogacz 2023): latent values are predicted
 * from where they settled the frame before, what is seen from them, and they settle between the two. It filters online,
 * learns as it goes if it is to, and forecasts. Several sequences may run side by side, a sample each.
 *
 * <p>Owns the state that it carries, and nothing else: close it. Not thread-safe.
 */
public final class TemporalFilter implements AutoCloseable {
    private static final Seed NOISE = new Seed(0);

    private final Map<String, String> carried;
    private final Parameters parameters;
    private final ParameterUpdater updater;
    private final Executor frames;
    private final Executor forecasts;
    private final boolean begins;
    private State state = State.none();

    /**
     * Prepares to filter without learning.
     *
     * @param network one of {@link TemporalNetworks}, or one like it
     * @param carried by the name of a root, which node's settled value of the frame before it holds
     * @param schedule how values settle in a frame; from where they stood, if it begins at a state that is given or carried
     * @throws NetworkException if there is no such root or node, or their shapes differ
     */
    public static TemporalFilter inferring(
            Network network, Map<String, String> carried, Parameters parameters, Schedule schedule) {
        return new TemporalFilter(
                network, carried, parameters, schedule.withLearning(new Learning.Never()), ParameterUpdater.none());
    }

    /**
     * Prepares to filter, and to learn from every frame when the schedule says so: A by the error of z and ẑ, C by that of x
     * and z, summed over the sequences that run side by side.
     *
     * @param parameters changed by learning; borrowed
     * @param updater the optimizer; borrowed
     * @throws NetworkException as without learning
     */
    public TemporalFilter(
            Network network,
            Map<String, String> carried,
            Parameters parameters,
            Schedule schedule,
            ParameterUpdater updater) {
        requireFit(network, carried);
        this.carried = Map.copyOf(carried);
        this.parameters = parameters;
        this.updater = updater;
        this.begins = schedule.start().takesState();
        Set<Observation> ofForecasts = new HashSet<>();
        carried.values().forEach(node -> ofForecasts.add(new Observation.FinalValue(node)));
        network.outputs().forEach(output -> ofForecasts.add(new Observation.FinalPrediction(output.name())));
        Set<Observation> ofFrames = new HashSet<>(ofForecasts);
        ofFrames.addAll(Set.of(new Observation.Loss(), new Observation.FinalState()));
        Planner planner = new Planner(updater.zeroUpdates());
        this.frames = new Executor(planner.plan(network, Clamping.ofEnds(), schedule, ofFrames));
        Clamping unseen = Clamping.ofEnds();
        for (Node output : network.outputs()) {
            unseen = unseen.free(output.name());
        }
        Schedule forward = Schedule.named("forecast").withSteps(0).withLearning(new Learning.Never());
        this.forecasts = new Executor(planner.plan(network, unseen, forward, ofForecasts));
    }

    private static void requireFit(Network network, Map<String, String> carried) {
        carried.forEach((root, node) -> {
            if (!network.node(root).isRoot() || network.node(node).isOutput()) {
                throw new NetworkException("'" + root + "' cannot hold what '" + node
                        + "' was a frame ago: expected a root, and a node that is no output");
            } else if (!network.node(root).shape().equals(network.node(node).shape())) {
                throw new NetworkException(
                        "'" + root + "' of " + network.node(root).shape()
                                + " cannot hold what '" + node + "' was a frame ago, which is of "
                                + network.node(node).shape());
            }
        });
    }

    /** Forgets what was: the first frame is one with zeros before it. */
    public void reset() {
        state.close();
        state = State.none();
    }

    /** Returns where the latent values stand, and what their relaxation remembers: nothing before the first frame. Borrowed. */
    public State state() {
        return state;
    }

    /**
     * Goes on from a state that was saved, as of a checkpoint.
     *
     * @param saved copied
     * @throws ShapeException if it lacks a value that is carried
     */
    public void restore(State saved) {
        for (String node : carried.values()) {
            if (saved.value(node).isEmpty()) {
                throw new ShapeException(
                        "the state has no value of '" + node + "', which is carried from frame to frame: " + "it has "
                                + saved.values().keySet());
            }
        }
        State copy = saved.map(tensor -> tensor.copy().keep());
        state.close();
        state = copy;
    }

    /**
     * Sees a frame: latent values settle between what they were predicted to be and what explains it, and are carried on.
     *
     * @param seen what outputs are held to, and roots that are not carried; borrowed
     * @return the settled values, the predictions from them, and the loss before anything moved; the caller closes it
     * @throws ShapeException if it does not fit the network, or has another number of samples than the frame before
     */
    public Outcome observe(Clamps seen) {
        long batch = seen.batch();
        Map<String, Tensor> zeros = new HashMap<>();
        try {
            State before = state.isEmpty() ? zeros(batch, zeros) : state;
            Outcome outcome =
                    frames.run(parameters, with(seen, before), begins ? before : State.none(), updater, 1, NOISE);
            State settled = outcome.takeState().map(Tensor::keep);
            state.close();
            state = settled;
            return outcome;
        } finally {
            zeros.values().forEach(Tensor::close);
        }
    }

    /**
     * Says what the next frame will be, without seeing it: the latent values before are passed forward. Nothing is carried on.
     *
     * @param done what roots that are not carried are held to; borrowed
     * @return the predictions of the outputs, and the latent values that they are of; the caller closes it
     */
    public Outcome forecast(Clamps done) {
        Map<String, Tensor> zeros = new HashMap<>();
        try {
            State before = state.isEmpty() ? zeros(done.isEmpty() ? 1 : done.batch(), zeros) : state;
            return forecasts.run(parameters, with(done, before), State.none(), ParameterUpdater.none(), 1, NOISE);
        } finally {
            zeros.values().forEach(Tensor::close);
        }
    }

    /**
     * Goes on to the next frame with eyes closed: as {@link #forecast}, and what was forecast is carried on. Frame after frame
     * this recalls a sequence that was learned.
     */
    public Outcome imagine(Clamps done) {
        Outcome outcome = forecast(done);
        Map<String, Tensor> values = new HashMap<>();
        carried.values()
                .forEach(node -> values.put(node, outcome.value(node).copy().keep()));
        state.close();
        state = State.of(values);
        return outcome;
    }

    private Clamps with(Clamps others, State before) {
        Clamps all = others;
        for (Map.Entry<String, String> each : carried.entrySet()) {
            all = all.with(each.getKey(), before.value(each.getValue()).orElseThrow());
        }
        return all;
    }

    private State zeros(long batch, Map<String, Tensor> made) {
        Network network = frames.plan().network();
        carried.values()
                .forEach(node -> made.put(
                        node,
                        Tensor.full(
                                        parameters.dtype(),
                                        network.node(node).shape().batched(batch),
                                        0)
                                .to(parameters.tensors().get(0).device())));
        return State.of(made);
    }

    /** Closes the state that is carried. Closing twice does nothing. */
    @Override
    public void close() {
        state.close();
    }
}
