package org.pcn4j.systems.sensing;

import java.util.Arrays;
import org.pcn4j.analysis.Entropy;

/** What counts say of probabilities that are not known: q ~ Dirichlet(α). */
public final class Dirichlet {
    /** From where on the digamma function is as close to its asymptotic series as numbers are fine. */
    private static final double FAR = 10;

    private Dirichlet() {}

    /** Returns the mean α/α₀. */
    public static double[] mean(double... counts) {
        double sum = Arrays.stream(counts).sum();
        return Arrays.stream(counts).map(each -> each / sum).toArray();
    }

    /**
     * Returns the information in nats that one more observation is expected to give of the probabilities, H(q) + Σ q (ψ(α + 1) −
     * ψ(α₀ + 1)), q = α/α₀ (Sharafeldin, Imam and Choi 2024).
     *
     * @param counts α, each greater than 0
     * @throws IllegalArgumentException if one is not
     */
    public static double expectedInformation(double... counts) {
        double sum = 0;
        for (double each : counts) {
            if (!(each > 0 && Double.isFinite(each))) {
                throw new IllegalArgumentException("a count must be finite and greater than 0, not " + each);
            }
            sum += each;
        }
        double information = Entropy.of(mean(counts));
        double all = digamma(sum + 1);
        for (double each : counts) {
            information += each / sum * (digamma(each + 1) - all);
        }
        return information;
    }

    /** Returns ψ(x), the derivative of ln Γ: by ψ(x) = ψ(x + 1) − 1/x up to where its asymptotic series serves. */
    static double digamma(double x) {
        double sum = 0;
        double at = x;
        while (at < FAR) {
            sum -= 1 / at;
            at++;
        }
        double square = 1 / (at * at);
        double series = square
                * (1.0 / 12
                        - square
                                * (1.0 / 120
                                        - square
                                                * (1.0 / 252
                                                        - square
                                                                * (1.0 / 240
                                                                        - square
                                                                                * (1.0 / 132
                                                                                        - square * 691.0 / 32760)))));
        return sum + Math.log(at) - 0.5 / at - series;
    }
}
