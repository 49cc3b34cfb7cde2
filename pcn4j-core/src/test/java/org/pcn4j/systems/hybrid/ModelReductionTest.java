package org.pcn4j.systems.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Bayesian model reduction (Friston and Penny 2011), as Priorelli and Stoianov 2025 compare attractors by it. */
class ModelReductionTest {
    private static double[] u(double c) {
        return new double[] {Math.sin(c), Math.sin(c + 1.7), Math.sin(c + 3.4)};
    }

    @Test
    void theEvidenceIsTheNumberThatWasComputedIndependently() {
        assertThat(ModelReduction.logEvidence(u(141), 2, u(142), u(143), 1)).isCloseTo(-1.026889978158, within(5e-13));
    }

    /** ln ∫ q(x) N(x; η_m, 1/π) / N(x; η, 1/π) dx with q = N(μ, 1/p), by the trapezoidal rule. */
    @Test
    void theEvidenceIsTheIntegralOfThePosteriorOverTheRatioOfThePriors() {
        double[][] cases = {{0.3, 2, -0.4, 0.9, 1}, {-1.1, 3.5, 0.2, -0.6, 2.5}, {0.7, 1.2, 0.7, 1.5, 0.4}};
        for (double[] each : cases) {
            double mean = each[0];
            double p = each[1];
            double step = 1e-3;
            double sum = 0;
            for (int i = -20000; i <= 20000; i++) {
                double x = i * step;
                double q = Math.sqrt(p / (2 * Math.PI)) * Math.exp(-0.5 * p * (x - mean) * (x - mean));
                double full = (x - each[2]) * (x - each[2]);
                double reduced = (x - each[3]) * (x - each[3]);
                sum += step * q * Math.exp(-0.5 * each[4] * (reduced - full));
            }
            double[][] means = {{mean}, {each[2]}, {each[3]}};
            assertThat(ModelReduction.logEvidence(means[0], p, means[1], means[2], each[4]))
                    .isCloseTo(Math.log(sum), within(1e-12));
        }
    }

    @Test
    void theEvidenceIsTheDifferenceOfSquaresAndDoesNotChangeByAShift() {
        double[][] means = {u(141), u(142), u(143)};
        double p = 2;
        double pi = 1.3;
        double squares = 0;
        double[][] shifted = new double[3][3];
        for (int i = 0; i < 3; i++) {
            double reduced = means[0][i] + pi / p * (means[2][i] - means[1][i]);
            squares += 0.5
                    * (p * reduced * reduced
                            - p * means[0][i] * means[0][i]
                            + pi * means[1][i] * means[1][i]
                            - pi * means[2][i] * means[2][i]);
            for (int k = 0; k < 3; k++) {
                shifted[k][i] = means[k][i] + 0.75;
            }
        }
        double evidence = ModelReduction.logEvidence(means[0], p, means[1], means[2], pi);
        assertThat(evidence).isCloseTo(squares, within(1e-14));
        assertThat(ModelReduction.logEvidence(shifted[0], p, shifted[1], shifted[2], pi))
                .isCloseTo(evidence, within(1e-14));
        assertThat(ModelReduction.logEvidence(means[0], p, means[1], means[1], pi))
                .isZero();
    }

    @Test
    void numbersThatCannotBeAreRefused() {
        assertThatThrownBy(() -> ModelReduction.logEvidence(u(1), 2, u(2), new double[2], 1))
                .hasMessage("means must be equally long, not 3, 3 and 2");
        assertThatThrownBy(() -> ModelReduction.logEvidence(u(1), 0, u(2), u(3), 1))
                .hasMessage("precisions must be above 0, not 0.0 and 1.0");
    }
}
