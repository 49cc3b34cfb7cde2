package org.pcn4j.systems.temporal;

import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.tensor.Shape;

/**
 * Networks that predict a frame from the one before: E = ½‖z − A f(ẑ) − B u‖² + ½‖x − C f(z)‖², ẑ being where z settled a frame
 * ago (Millidge et al. 2024). There is no pass backwards in time.
 */
public final class TemporalNetworks {
    /** The root that holds ẑ, the latent values a frame ago. */
    public static final String BEFORE = "before";

    /** The root that holds u, what is done to the world. */
    public static final String CONTROL = "control";

    /** The node of the latent values z. Its parameters are {@code z.a.weight}, A, and {@code z.b.weight}, B. */
    public static final String LATENT = "z";

    /** The output x, what is seen. Its parameter is {@code x.weight}, C. */
    public static final String SEEN = "x";

    private TemporalNetworks() {}

    /**
     * A linear network, whose equilibrium is a Kalman filter with the covariance of its predictions held at that of the noise.
     *
     * @param latent how many latent values there are
     * @param control how many numbers say what is done, or 0
     * @param seen how many numbers are seen
     */
    public static Network linear(long latent, long control, long seen) {
        return network(new Identity(), latent, control, seen);
    }

    /**
     * A network with an activation f before each matrix.
     *
     * @param activation of each latent value, a function of its input alone
     */
    public static Network network(Function activation, long latent, long control, long seen) {
        NetworkBuilder builder = Network.builder().input(BEFORE, Shape.of(latent));
        Term move = new Term("a", through(activation, latent, latent));
        if (control > 0) {
            builder.input(CONTROL, Shape.of(control))
                    .node(
                            LATENT,
                            Sum.of(move, new Term("b", new Linear(control, latent).withoutBias())),
                            BEFORE,
                            CONTROL);
        } else {
            builder.node(LATENT, Sum.of(move), BEFORE);
        }
        return builder.output(SEEN, through(activation, latent, seen), new SquaredError(), LATENT)
                .build();
    }

    private static Function through(Function activation, long from, long to) {
        Linear linear = new Linear(from, to).withoutBias();
        return activation instanceof Identity ? linear : Chain.of(activation, linear);
    }
}
