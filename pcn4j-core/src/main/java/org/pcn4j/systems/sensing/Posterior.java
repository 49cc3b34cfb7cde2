package org.pcn4j.systems.sensing;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * What is believed of the causes of what a model sees, in closed form: z ~ N(Λ⁻¹b, Λ⁻¹), Λ = I + W_sᵀW_s/σ², b = W_sᵀ(x − m)_s/σ².
 * It is where the network comes to rest, found without it for the thousands of looks that are only imagined. Not thread-safe.
 */
final class Posterior {
    private final GenerativeModel model;
    private final int size;
    private final double[] precision;
    private final double[] pull;
    private double squares;
    private int seen;

    /** L of Λ = LLᵀ, row by row, and L⁻¹b; made anew after something was seen. */
    private final double[] lower;

    private final double[] solved;
    private boolean factored;

    /** Nothing is seen: z ~ N(0, I). */
    Posterior(GenerativeModel model) {
        this.model = model;
        this.size = model.latents();
        this.precision = new double[size * size];
        this.pull = new double[size];
        this.lower = new double[size * size];
        this.solved = new double[size];
        for (int i = 0; i < size; i++) {
            precision[i * size + i] = 1;
        }
    }

    /** Takes on what another believes of the same model, without a new object. */
    void copy(Posterior other) {
        System.arraycopy(other.precision, 0, precision, 0, precision.length);
        System.arraycopy(other.pull, 0, pull, 0, size);
        squares = other.squares;
        seen = other.seen;
        factored = false;
    }

    /** Sees a number at a place. */
    void see(int place, double number) {
        widen(place);
        hear(place, number);
    }

    /** Becomes as sure as who has seen a place, whatever there was to see. */
    void widen(int place) {
        double scale = 1 / model.variance();
        double[] weights = model.weights();
        int row = place * size;
        for (int i = 0; i < size; i++) {
            double weight = scale * weights[row + i];
            for (int j = 0; j <= i; j++) {
                precision[i * size + j] += weight * weights[row + j];
            }
        }
        seen++;
        factored = false;
    }

    /** Learns what there was to see at a place that it is sure of. */
    void hear(int place, double number) {
        double error = number - model.meanAt(place);
        double scale = error / model.variance();
        for (int i = 0; i < size; i++) {
            pull[i] += scale * model.weightAt(place, i);
        }
        squares += error * error;
    }

    /** Forgets what was heard, and not what it is sure of, in favor of what another has heard. */
    void hearAs(Posterior other) {
        System.arraycopy(other.pull, 0, pull, 0, size);
        squares = other.squares;
    }

    /** By Cholesky's decomposition. */
    private void factor() {
        if (factored) {
            return;
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = precision[i * size + j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i * size + k] * lower[j * size + k];
                }
                lower[i * size + j] = i == j ? Math.sqrt(sum) : sum / lower[j * size + j];
            }
        }
        factored = true;
    }

    private void forward() {
        for (int i = 0; i < size; i++) {
            double sum = pull[i];
            for (int k = 0; k < i; k++) {
                sum -= lower[i * size + k] * solved[k];
            }
            solved[i] = sum / lower[i * size + i];
        }
    }

    /** −½ ln|Λ| − ½ n ln σ². */
    double volume() {
        factor();
        double logarithm = 0;
        for (int i = 0; i < size; i++) {
            logarithm += Math.log(lower[i * size + i]);
        }
        return -logarithm - seen * Math.log(model.variance()) / 2;
    }

    /** E* = ½(‖x − m‖²/σ² − bᵀΛ⁻¹b). */
    double energy() {
        factor();
        forward();
        double sum = squares / model.variance();
        for (double each : solved) {
            sum -= each * each;
        }
        return sum / 2;
    }

    double logEvidence() {
        return volume() - energy();
    }

    /** Draws causes: z* + L⁻ᵀξ, ξ ~ N(0, I). */
    double[] draw(SplittableRandom random) {
        return backward(random::nextGaussian);
    }

    /** Returns z*, the likeliest causes. */
    double[] mode() {
        return backward(() -> 0);
    }

    /** L⁻ᵀ(L⁻¹b + ξ). */
    private double[] backward(DoubleSupplier noise) {
        factor();
        forward();
        double[] z = new double[size];
        for (int i = size - 1; i >= 0; i--) {
            double sum = solved[i] + noise.getAsDouble();
            for (int k = i + 1; k < size; k++) {
                sum -= lower[k * size + i] * z[k];
            }
            z[i] = sum / lower[i * size + i];
        }
        return z;
    }
}
