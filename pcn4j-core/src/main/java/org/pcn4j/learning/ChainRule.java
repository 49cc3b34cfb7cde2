package org.pcn4j.learning;

import java.util.Locale;
import java.util.Optional;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;

/** Rules that learn chains of layers, through fixed random matrices, by libtorch's kernels. */
sealed interface ChainRule extends Rule permits FeedbackAlignment, DirectFeedbackAlignment, Pepita {
    /**
     * Makes sure that the layers are such as the rule learns.
     *
     * @throws IllegalArgumentException if they are not: why
     */
    default void requireLayers(Layers layers) {}

    /** Returns what the rule makes of a batch. */
    ChainLearner.Lesson lesson(Layers layers, Seed noise);

    /** Returns what an update costs. */
    PlanCost cost(Network network, Layers layers);

    @Override
    default void require(Network network) {
        requireLayers(new Layers(name(), network));
    }

    @Override
    default Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
        Layers layers = new Layers(name(), network);
        requireLayers(layers);
        return new ChainLearner(
                network, layers, parameters, updater, noise, lesson(layers, noise), cost(network, layers));
    }

    @Override
    default Rule in(Arithmetic arithmetic) {
        if (arithmetic != Arithmetic.EXACT) {
            throw new IllegalArgumentException(
                    "the rule " + name() + " has no " + arithmetic.name().toLowerCase(Locale.ROOT)
                            + " arithmetic, as it is no schedule: expected exact, or none");
        }
        return this;
    }

    @Override
    default Optional<Backend> backend(Network network, Clamping clamping, DType dtype, Kernels kernels) {
        return Optional.of(new Backend(Arithmetic.EXACT, Backend.Cause.PROMISED, "libtorch's kernels"));
    }

    /** Returns the scale of a rule's matrices. */
    static double requireScale(String rule, double scale) {
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException(
                    "the scale of " + rule + "'s matrices must be finite and greater than 0, not " + scale);
        }
        return scale;
    }
}
