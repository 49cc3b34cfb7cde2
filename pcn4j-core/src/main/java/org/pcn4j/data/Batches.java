package org.pcn4j.data;

import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Images in batches, by the number of the update that learns from them: each epoch holds every image once, in an order
 * of its own. The same number gives the same batch, whatever was asked for before. For one thread.
 */
public final class Batches {
    private final LabelledImages images;
    private final Shape sample;
    private final DType dtype;
    private final int batchSize;
    private final Seed seed;
    // The order of one epoch is kept: to shuffle 60000 images for every batch would take longer than to learn from it.
    private long orderedEpoch = -1;
    private int[] order = {};

    /**
     * Divides images into batches.
     *
     * @param images at least one
     * @param sample the shape of one sample, as [784], [1, 28, 28] or [28, 28] for images of 28×28
     * @param dtype of the inputs, float32 or float64
     * @param batchSize samples in a batch, at least 1; the last one of an epoch holds what is left
     * @param seed where the epochs' orders are drawn from
     * @throws IllegalArgumentException if there is no image, if the shape does not hold one image's pixels, if the
     *     element type is int64 or if the batch size is less than 1
     */
    public Batches(LabelledImages images, Shape sample, DType dtype, int batchSize, Seed seed) {
        if (images.size() == 0) {
            throw new IllegalArgumentException("batches of '%s': there are no images".formatted(images.name()));
        }
        if (sample.elements() != images.pixelsPerImage()) {
            throw new IllegalArgumentException("batches of '%s': a sample of shape %s holds %d numbers, an image %d"
                    .formatted(images.name(), sample, sample.elements(), images.pixelsPerImage()));
        }
        if (dtype == DType.INT64) {
            throw new IllegalArgumentException(
                    "batches of '%s': expected float32 or float64, found %s".formatted(images.name(), dtype));
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("batches of '%s': expected a batch size of at least 1, found %d"
                    .formatted(images.name(), batchSize));
        }
        this.images = images;
        this.sample = sample;
        this.dtype = dtype;
        this.batchSize = batchSize;
        this.seed = seed;
    }

    /** Returns the number of batches in an epoch. */
    public long perEpoch() {
        return ((long) images.size() + batchSize - 1) / batchSize;
    }

    /**
     * Returns the batch of an update: number update mod perEpoch of epoch update / perEpoch.
     *
     * @param update from 0
     * @return new tensors, which the caller or the open scope owns
     * @throws IllegalArgumentException if the number is negative
     */
    public Batch get(long update) {
        if (update < 0) {
            throw new IllegalArgumentException("updates are counted from 0, found " + update);
        }
        shuffle(update / perEpoch());
        int first = Math.toIntExact(update % perEpoch() * batchSize);
        int size = Math.min(batchSize, images.size() - first);
        int pixelsPerImage = images.pixelsPerImage();
        float[] pixels = new float[Math.multiplyExact(size, pixelsPerImage)];
        long[] labels = new long[size];
        for (int i = 0; i < size; i++) {
            int image = order[first + i];
            images.copyPixels(image, pixels, i * pixelsPerImage);
            labels[i] = images.label(image);
        }
        return new Batch(inputs(pixels, sample.batched(size)), Tensor.of(Shape.of(size), labels));
    }

    private void shuffle(long epoch) {
        if (epoch != orderedEpoch) {
            order = seed.derive(epoch).permutation(images.size());
            orderedEpoch = epoch;
        }
    }

    private Tensor inputs(float[] pixels, Shape shape) {
        Tensor inputs = Tensor.of(shape, pixels);
        if (dtype == DType.FLOAT32) {
            return inputs;
        }
        try (inputs) {
            return inputs.to(dtype);
        }
    }
}
