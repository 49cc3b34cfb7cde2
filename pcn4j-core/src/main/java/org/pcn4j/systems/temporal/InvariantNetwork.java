package org.pcn4j.systems.temporal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.MirrorDescent;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.learning.Projected;
import org.pcn4j.learning.Projection;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A generative network whose state is not reset between the frames of something that moves, so that its units on top become
 * tuned to what it is and not to where it is (Brucklacher et al. 2023). Each area predicts the one below, μ = Wᵀ y, by weights
 * that are never negative; potentials m move and their rates y = σ(m − 3) are what others see, by {@link MirrorDescent}. No
 * area predicts the one on top.
 *
 * <p>Several sequences are shown side by side, a sample each: their updates are summed and projected once, where the authors'
 * code learns from one after the other. Owns its weights and the state that it carries: close it. Not thread-safe.
 */
public final class InvariantNetwork implements AutoCloseable {
    /** The output that is held to frames. */
    public static final String FRAME = "frame";

    private static final double DEVIATION = 0.5;
    private static final Seed NOTHING = new Seed(0);

    private final List<Integer> sizes;
    private final Settings settings;
    private final Network network;
    private final Parameters parameters;
    private final Sgd sgd;
    private final Projected updater;
    private final Executor learning;
    private State state = State.none();

    /**
     * How potentials move and weights learn.
     *
     * @param step γ of potentials: finite, greater than 0
     * @param rate of weights, by sums over the sequences: finite, greater than 0
     * @param threshold the potential at which a rate is ½: finite
     * @param rest the potential of a unit that has seen nothing: finite
     * @param inferences inference steps before each update of the weights, at least 1
     */
    public record Settings(double step, double rate, double threshold, double rest, int inferences) {
        /** Those of the paper's code. */
        public static final Settings PAPER = new Settings(0.05, 0.01, 3, -2, 10);

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Settings {
            if (!(step > 0 && Double.isFinite(step))) {
                throw new IllegalArgumentException("the step must be finite and greater than 0, not " + step);
            }
            if (!(rate > 0 && Double.isFinite(rate))) {
                throw new IllegalArgumentException("the rate must be finite and greater than 0, not " + rate);
            }
            if (!Double.isFinite(threshold) || !Double.isFinite(rest)) {
                throw new IllegalArgumentException(
                        "the threshold and the potential at rest must be finite, not " + threshold + " and " + rest);
            }
            if (inferences < 1) {
                throw new IllegalArgumentException(
                        "weights learn after at least one inference step, not after " + inferences);
            }
        }

        private MirrorDescent relaxation() {
            return new MirrorDescent(step, threshold);
        }
    }

    /**
     * Makes a network of weights max(0, N(0, ½)) over the size of the area that predicts, by the paper's settings.
     *
     * @param sizes of the frame and of each area above it, from the bottom up: at least two
     */
    public InvariantNetwork(List<Integer> sizes, DType dtype, Seed seed) {
        this(sizes, dtype, seed, Settings.PAPER);
    }

    /**
     * Makes a network by settings of one's own.
     *
     * @throws IllegalArgumentException if there are fewer than two sizes
     */
    public InvariantNetwork(List<Integer> sizes, DType dtype, Seed seed, Settings settings) {
        if (sizes.size() < 2) {
            throw new IllegalArgumentException(
                    "an invariant network needs the size of a frame and of one area at least, not " + sizes);
        }
        this.sizes = List.copyOf(sizes);
        this.settings = settings;
        this.network = network(this.sizes);
        this.parameters = network.initialize(seed, dtype);
        this.sgd = new Sgd(settings.rate());
        this.updater = new Projected(sgd, Projection.Range.nonNegative());
        // Learning is from the error before the last step and the rates after it.
        Schedule schedule =
                moving(settings.inferences() - 1).withParents(Parents.NEXT).withStart(new Start.Carried());
        this.learning = new Executor(new Planner(ZeroUpdates.APPLY)
                .plan(network, clamping(), schedule, Set.of(new Observation.FinalState())));
    }

    /** Returns the name of an area's node. */
    private static String area(int index) {
        return index == 0 ? FRAME : "area" + index;
    }

    private static Network network(List<Integer> sizes) {
        int top = sizes.size() - 1;
        NetworkBuilder builder = Network.builder().input(area(top), Shape.of(sizes.get(top)));
        for (int i = top - 1; i >= 0; i--) {
            Linear down =
                    new Linear(sizes.get(i + 1), sizes.get(i)).withoutBias().withWeights(halfNormal(sizes.get(i + 1)));
            if (i > 0) {
                builder.node(area(i), down, area(i + 1));
            } else {
                builder.output(FRAME, down, new SquaredError(), area(1));
            }
        }
        return builder.build();
    }

    private static Initializer halfNormal(int above) {
        return (seed, dtype, shape) -> {
            try (Tensor drawn = seed.normal(dtype, shape, 0, DEVIATION)) {
                Tensor weights = drawn.mul(1.0 / above);
                Projection.Range.nonNegative().project(weights);
                return weights;
            }
        };
    }

    private Clamping clamping() {
        return Clamping.ofEnds().free(top());
    }

    private Schedule moving(int steps) {
        return Schedule.named("invariant").withRelaxation(settings.relaxation()).withSteps(steps);
    }

    /** Returns the name of the area on top, a root that is free. */
    public String top() {
        return area(sizes.size() - 1);
    }

    /** Returns the network. */
    public Network network() {
        return network;
    }

    /** Returns the weights, {@code frame.weight} [sizes₀, sizes₁] and so on; borrowed. */
    public Parameters parameters() {
        return parameters;
    }

    /** Puts all units to rest: what is shown next is seen as if nothing had been before. */
    public void rest() {
        state.close();
        state = State.none();
    }

    /** Returns the rates, and under {@link MirrorDescent#POTENTIAL} the potentials, that the next frame is met with. Borrowed. */
    public State state() {
        return state;
    }

    /**
     * Goes on from a state that was saved, as of a checkpoint.
     *
     * @param saved copied
     */
    public void restore(State saved) {
        state.close();
        state = saved.map(tensor -> tensor.copy().keep());
    }

    /**
     * Shows a frame of each sequence and learns from it. The state is carried to the next frame that is shown.
     *
     * @param frames [B, sizes₀], between 0 and 1; borrowed
     * @param updates of the weights, each after as many inference steps as the settings say
     * @throws ShapeException if they are no such frames, or of another number of sequences than before
     */
    public void show(Tensor frames, int updates) {
        begin(frames);
        for (int update = 0; update < updates; update++) {
            try (Outcome outcome =
                    learning.run(parameters, Clamps.none().with(FRAME, frames), state, updater, 1, NOTHING)) {
                carry(outcome);
            }
        }
    }

    /**
     * Shows a frame of each sequence without learning. The state is carried to the next frame that is shown.
     *
     * @param frames [B, sizes₀], between 0 and 1; borrowed
     * @param steps of inference, at least 0
     * @throws ShapeException if they are no such frames, or of another number of sequences than before
     */
    public void watch(Tensor frames, int steps) {
        begin(frames);
        Inference inference = new Inference(
                network,
                clamping(),
                moving(steps).withStart(new Start.Carried()),
                Set.of(new Observation.FinalState()));
        try (Outcome outcome = inference.settle(parameters, Clamps.none().with(FRAME, frames), state, NOTHING)) {
            carry(outcome);
        }
    }

    /**
     * Returns the rates on top after inference from rest, [B, top], which the caller closes. Nothing is carried.
     *
     * @param frames [B, sizes₀]; borrowed
     * @param steps of inference
     */
    public Tensor represent(Tensor frames, int steps) {
        return settled(frames, steps, new Observation.FinalValue(top()), outcome -> outcome.value(top()));
    }

    /** Returns what the area above predicts of frames after inference from rest, [B, sizes₀], which the caller closes. */
    public Tensor reconstruct(Tensor frames, int steps) {
        return settled(frames, steps, new Observation.FinalPrediction(FRAME), outcome -> outcome.prediction(FRAME));
    }

    private Tensor settled(Tensor frames, int steps, Observation wanted, Function<Outcome, Tensor> found) {
        requireFrames(frames);
        Inference inference =
                new Inference(network, clamping(), moving(steps).withStart(new Start.Carried()), Set.of(wanted));
        try (State resting = resting(frames.size(0));
                Outcome outcome = inference.settle(parameters, Clamps.none().with(FRAME, frames), resting, NOTHING)) {
            return found.apply(outcome).share();
        }
    }

    private void requireFrames(Tensor frames) {
        if (frames.rank() != 2 || frames.size(1) != sizes.get(0) || frames.size(0) == 0) {
            throw new ShapeException("frames of " + sizes.get(0) + " numbers are expected, [B, " + sizes.get(0)
                    + "], got " + frames.shape());
        }
    }

    private void begin(Tensor frames) {
        requireFrames(frames);
        if (state.isEmpty()) {
            state = resting(frames.size(0));
        }
    }

    private State resting(long batch) {
        Map<String, Tensor> rates = new HashMap<>();
        Map<String, Map<String, Tensor>> potentials = new HashMap<>();
        try (TensorScope scope = new TensorScope()) {
            for (int i = 1; i < sizes.size(); i++) {
                Tensor potential = Tensor.full(parameters.dtype(), Shape.of(batch, sizes.get(i)), settings.rest())
                        .keep();
                potentials.put(area(i), Map.of(MirrorDescent.POTENTIAL, potential));
                rates.put(area(i), settings.relaxation().rates(potential).keep());
            }
        }
        return State.of(rates, potentials);
    }

    private void carry(Outcome outcome) {
        State next = outcome.takeState().map(Tensor::keep);
        state.close();
        state = next;
    }

    /** Tells the sizes. */
    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        sizes.forEach(size -> all.add(Integer.toString(size)));
        return "invariant network " + String.join("-", all);
    }

    /** Closes the weights and the state. Closing twice does nothing. */
    @Override
    public void close() {
        parameters.close();
        sgd.close();
        state.close();
    }
}
