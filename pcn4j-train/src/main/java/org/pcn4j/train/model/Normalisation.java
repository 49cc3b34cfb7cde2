package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/**
 * x ↦ (x − mean) / deviation, for each channel of an image or each column of a row by itself. Immutable.
 *
 * @param means of the parts, in order; none leaves samples as they are
 * @param deviations one a part, greater than 0
 */
public record Normalisation(List<Double> means, List<Double> deviations) {
    /** Leaves samples as they are. */
    public static final Normalisation NONE = new Normalisation(List.of(), List.of());

    private static final int MOST_PARTS = 1_000_000;

    /** How normalisations are written. */
    public static final Kind<Normalisation> KIND = kind();

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is not one deviation a mean, or one is not greater than 0
     */
    public Normalisation {
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
        if (means.size() != deviations.size()) {
            throw new IllegalArgumentException(
                    "expected as many deviations as means, found " + deviations.size() + " and " + means.size());
        }
        for (double deviation : deviations) {
            if (!(deviation > 0)) {
                throw new IllegalArgumentException("expected deviations greater than 0, found " + deviation);
            }
        }
    }

    /** Tells whether samples stay as they are. */
    public boolean isNone() {
        return means.isEmpty();
    }

    /**
     * Makes sure that samples of so many numbers have these parts.
     *
     * @throws IllegalArgumentException if they cannot
     */
    public void requireFit(Shape sample) {
        if (!isNone() && sample.elements() % means.size() != 0) {
            throw new IllegalArgumentException(
                    "a normalisation of %d parts does not fit samples of %s".formatted(means.size(), sample));
        }
    }

    /**
     * Returns normalised samples.
     *
     * @param samples [B, …] of floating-point numbers, the parts of each one after the other; borrowed
     * @return a new tensor or handle
     */
    public Tensor apply(Tensor samples) {
        if (isNone()) {
            return samples.share();
        }
        double[] numbers = samples.toDoubles();
        long perSample = samples.elements() / samples.size(0);
        int width = Math.toIntExact(perSample / means.size());
        for (int i = 0; i < numbers.length; i++) {
            int part = i / width % means.size();
            numbers[i] = (numbers[i] - means.get(part)) / deviations.get(part);
        }
        return Tensor.of(samples.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32, samples.shape(), numbers);
    }

    private static Kind<Normalisation> kind() {
        Form.Builder<Normalisation> form = Form.of("normalisation");
        Key<List<Double>> means = form.required(
                "means", Kinds.list(Kinds.number(), 0, MOST_PARTS), Normalisation::means, "Of each part.");
        Key<List<Double>> deviations = form.required(
                "deviations",
                Kinds.list(Kinds.positive(), 0, MOST_PARTS),
                Normalisation::deviations,
                "The standard deviations.");
        return form.make(v -> new Normalisation(v.get(means), v.get(deviations)));
    }
}
