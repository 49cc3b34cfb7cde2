package org.pcn4j.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Changes images at random each time they are learned from. What is drawn depends on the seed, the epoch and the number of
 * the sample alone. Where the targets are images of the same shape, as of {@link LabeledImages#reconstructing}, they are
 * changed in the same way. Immutable and thread-safe.
 */
public final class Augmentation {
    private final Shape image;
    private final List<ImageChange> changes;

    private Augmentation(Shape image, List<ImageChange> changes) {
        this.image = image;
        this.changes = changes;
    }

    /**
     * Returns changes that are made one after the other.
     *
     * @param image the shape [channels, height, width] of an image, whatever shape the samples have
     * @throws IllegalArgumentException if it has not three dimensions
     */
    public static Augmentation of(Shape image, ImageChange... changes) {
        if (image.rank() != 3) {
            throw new IllegalArgumentException(
                    "images to change at random: expected a shape of [channels, height, width], found " + image);
        }
        return new Augmentation(image, List.of(changes));
    }

    /**
     * Changes a batch.
     *
     * @param batch is closed
     * @param samples the number of each
     * @param epoch where this epoch draws from
     * @return new tensors
     * @throws IllegalArgumentException if the inputs are no images of the shape
     */
    Batch apply(Batch batch, int[] samples, Seed epoch) {
        try (batch) {
            Tensor inputs = batch.inputs();
            requireImages(inputs, samples.length);
            boolean alike = batch.targets().dtype() == inputs.dtype()
                    && batch.targets().shape().equals(inputs.shape());
            Tensor changed = changed(inputs, samples, epoch);
            return new Batch(
                    changed,
                    alike
                            ? changed(batch.targets(), samples, epoch)
                            : batch.targets().share());
        }
    }

    private void requireImages(Tensor inputs, int count) {
        if (inputs.dtype() == DType.INT64 || inputs.elements() != image.elements() * count) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "images to change at random: expected %d of %s, found %s %s",
                    count,
                    image,
                    inputs.dtype(),
                    inputs.shape()));
        }
    }

    private Tensor changed(Tensor images, int[] samples, Seed epoch) {
        double[] numbers = images.toDoubles();
        int count = Math.toIntExact(image.elements());
        for (int i = 0; i < samples.length; i++) {
            SplittableRandom random = epoch.derive(samples[i]).generator();
            double[] one = Arrays.copyOfRange(numbers, i * count, (i + 1) * count);
            for (ImageChange change : changes) {
                one = change.apply(one, image, random);
            }
            System.arraycopy(one, 0, numbers, i * count, count);
        }
        return Tensor.of(images.dtype(), images.shape(), numbers);
    }

    /** Returns the changes in their order. */
    @Override
    public String toString() {
        return changes.toString();
    }
}
