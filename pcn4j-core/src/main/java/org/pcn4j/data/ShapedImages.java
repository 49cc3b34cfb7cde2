package org.pcn4j.data;

import java.util.Locale;
import java.util.Optional;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Images as samples of a shape.
 *
 * @param shape of one sample
 * @param target what is to be learned of them
 */
record ShapedImages(LabeledImages samples, Shape shape, Target target) implements DerivedSamples {
    /** What is to be learned of an image. */
    enum Target {
        CLASS,
        IMAGE
    }

    ShapedImages {
        if (shape.elements() != samples.numbersPerImage()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "batches of '%s': a sample of shape %s holds %d numbers, an image %d",
                    samples.name(),
                    shape,
                    shape.elements(),
                    samples.numbersPerImage()));
        }
    }

    @Override
    public Optional<int[]> labels() {
        return target == Target.CLASS ? samples.labels() : Optional.empty();
    }

    @Override
    public Batch batch(int[] indices, DType dtype) {
        int numbers = samples.numbersPerImage();
        float[] pixels = new float[Math.multiplyExact(indices.length, numbers)];
        long[] labels = new long[indices.length];
        for (int i = 0; i < indices.length; i++) {
            samples.copyPixels(indices[i], pixels, i * numbers);
            labels[i] = samples.label(indices[i]);
        }
        Tensor inputs = inputs(pixels, shape.batched(indices.length), dtype);
        return new Batch(inputs, target == Target.IMAGE ? inputs.share() : Tensor.of(Shape.of(indices.length), labels));
    }

    private static Tensor inputs(float[] pixels, Shape shape, DType dtype) {
        Tensor inputs = Tensor.of(shape, pixels);
        if (dtype == DType.FLOAT32) {
            return inputs;
        }
        try (inputs) {
            return inputs.to(dtype);
        }
    }
}
