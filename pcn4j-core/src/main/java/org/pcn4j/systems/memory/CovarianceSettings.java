package org.pcn4j.systems.memory;

import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Scaled;
import org.pcn4j.function.Sum;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Sgd;

/**
 * How a covariance memory stores and recalls. Immutable.
 *
 * @param form what it is made of
 * @param optimizer what moves its parameters
 * @param rate the learning rate: finite, greater than 0
 * @param epochs how often all patterns are learned, all of them at once: at least 0
 * @param recalling how it recalls; its rounds are not used
 */
public record CovarianceSettings(Form form, Moving optimizer, double rate, int epochs, RecallSettings recalling) {
    /** What a covariance memory is made of. */
    public enum Form {
        /** The covariance matrix Σ and the mean μ themselves; ε = Σ⁻¹(x − μ). */
        EXPLICIT,
        /** Units that predict each other, ε = x − W x − b; both ends of a prediction move. */
        IMPLICIT,
        /** The same, but an error moves the unit that has it alone, so that no energy is descended. */
        DENDRITIC;

        /**
         * Returns h, whose ½‖h‖² is the energy, with parameters of zero: Wx + b of one parent, the units, if it is explicit, else x − Wx − b
         * of two, which both are the units.
         *
         * @param width how many units there are
         */
        Function errors(long width) {
            Linear linear =
                    new Linear(width, width).withWeights(Initializer.zeros()).withBias(Initializer.zeros());
            if (this == EXPLICIT) {
                return linear;
            }
            Function predicted = this == DENDRITIC ? new Detached(linear) : linear;
            return Sum.of(
                    new Sum.Term("", new Identity()), new Sum.Term("predicted", Chain.of(predicted, new Scaled(-1))));
        }
    }

    /** What moves parameters. */
    public enum Moving {
        /** Stochastic gradient descent by the sum over all patterns. */
        SGD,
        /** Adam. */
        ADAM;

        Optimizer optimizer(double rate) {
            return this == SGD ? new Sgd(rate) : new Adam(rate);
        }
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public CovarianceSettings {
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("the learning rate must be finite and greater than 0, not " + rate);
        }
        if (epochs < 0) {
            throw new IllegalArgumentException("expected at least 0 epochs, not " + epochs);
        }
    }

    /** Returns what Tang et al. store and recall small patterns by: SGD 0.005 for 200 epochs, 100 steps of γ = 0.1. */
    public static CovarianceSettings forPatterns(Form form) {
        return new CovarianceSettings(form, Moving.SGD, 0.005, 200, recalling(0.1, 100));
    }

    /**
     * Returns what Tang et al. store and recall pictures by: Adam 0.0001 for 200 epochs, 200 steps of γ = 0.05, and of an
     * explicit memory 0.00001 for 800 and 400 of 0.02.
     */
    public static CovarianceSettings forPictures(Form form) {
        return form == Form.EXPLICIT
                ? new CovarianceSettings(form, Moving.ADAM, 1e-5, 800, recalling(0.02, 400))
                : new CovarianceSettings(form, Moving.ADAM, 1e-4, 200, recalling(0.05, 200));
    }

    private static RecallSettings recalling(double gamma, int steps) {
        return RecallSettings.DEFAULT.withGuardedGamma(gamma).withMomentum(0).withSteps(1e-12, steps);
    }

    /** Returns these settings with another optimizer, and how long it learns. */
    public CovarianceSettings withLearning(Moving other, double otherRate, int otherEpochs) {
        return new CovarianceSettings(form, other, otherRate, otherEpochs, recalling);
    }

    /** Returns these settings with another way to recall. */
    public CovarianceSettings withRecalling(RecallSettings other) {
        return new CovarianceSettings(form, optimizer, rate, epochs, other);
    }
}
