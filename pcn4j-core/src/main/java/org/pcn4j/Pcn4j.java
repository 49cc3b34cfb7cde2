package org.pcn4j;

import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.RecurrentBuilder;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;

/**
 * The front door of the library. A network is built here, or taken from {@link org.pcn4j.network.Models}; it learns in a
 * {@link Session}, by one of the rules of {@link org.pcn4j.learning}; and it answers questions by {@link Inference}. Samples
 * come from {@link org.pcn4j.data}; {@link org.pcn4j.analysis.Comparison} lets several rules learn side by side.
 */
public final class Pcn4j {
    private static final Seed SEED = new Seed(1);

    private Pcn4j() {}

    /** Returns a new, empty builder of any graph. */
    public static NetworkBuilder network() {
        return Network.builder();
    }

    /**
     * Returns a builder of a chain of layers.
     *
     * @param input the shape of one sample
     */
    public static SequentialBuilder sequential(Shape input) {
        return new SequentialBuilder(input);
    }

    /**
     * Returns a builder of a recurrent network that reads a sequence and predicts once.
     *
     * @param sequence the shape [T, …] of one sample
     */
    public static RecurrentBuilder recurrent(Shape sequence) {
        return RecurrentBuilder.of(sequence);
    }

    /**
     * Begins to learn in float32, with new weights, by the rule of a schedule such as {@code ZeroDivergence.schedule()}.
     *
     * @param optimizer closed with the session
     */
    public static Session session(Network network, Schedule schedule, Optimizer optimizer) {
        return session(network, new Rule.Scheduled(schedule), optimizer);
    }

    /**
     * Begins to learn in float32, with new weights. Sessions of one network begin with the same.
     *
     * @param optimizer closed with the session
     */
    public static Session session(Network network, Rule rule, Optimizer optimizer) {
        return session(network, rule, optimizer, DType.FLOAT32, SEED);
    }

    /**
     * Begins to learn with new weights.
     *
     * @param optimizer closed with the session
     * @param dtype of the weights, float32 or float64
     * @param seed of the weights and of what is drawn at random later; the same seed gives the same
     */
    public static Session session(Network network, Rule rule, Optimizer optimizer, DType dtype, Seed seed) {
        return new Session(network, rule, optimizer, dtype, seed);
    }

    /**
     * Asks a question of a network: plans how its free values settle.
     *
     * @param clamping who is held to what
     * @param observations what to return
     * @throws org.pcn4j.network.NetworkException if network, clamping and schedule do not fit together
     */
    public static Inference inference(
            Network network, Clamping clamping, Schedule schedule, Set<Observation> observations) {
        return new Inference(network, clamping, schedule, observations);
    }
}
