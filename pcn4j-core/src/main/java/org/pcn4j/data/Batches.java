package org.pcn4j.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;

/**
 * Samples in batches, by the number of the update that learns from them: each epoch holds every sample once, in an order
 * of its own. The same number gives the same batch, whatever was asked for before. For one thread.
 */
public final class Batches {
    private final Samples samples;
    private final DType dtype;
    private final int batchSize;
    private final Seed seed;
    private final Optional<Augmentation> augmentation;
    // The order of one epoch is kept: to shuffle 60000 samples for every batch would take longer than to learn from it.
    private long orderedEpoch = -1;
    private int[] order = {};

    /**
     * Divides samples into batches.
     *
     * @param samples at least one
     * @param dtype of numbers, float32 or float64
     * @param batchSize samples in a batch, at least 1; the last one of an epoch holds what is left
     * @param seed where the epochs' orders are drawn from
     * @throws IllegalArgumentException if there is no sample, if the element type is int64 or if the batch size is less
     *     than 1
     */
    public Batches(Samples samples, DType dtype, int batchSize, Seed seed) {
        this(samples, dtype, batchSize, seed, Optional.empty());
    }

    private Batches(Samples samples, DType dtype, int batchSize, Seed seed, Optional<Augmentation> augmentation) {
        if (samples.size() == 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "batches of '%s': there are no samples", samples.name()));
        }
        if (dtype == DType.INT64) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "batches of '%s': expected float32 or float64, found %s", samples.name(), dtype));
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "batches of '%s': expected a batch size of at least 1, found %d",
                    samples.name(),
                    batchSize));
        }
        this.samples = samples;
        this.dtype = dtype;
        this.batchSize = batchSize;
        this.seed = seed;
        this.augmentation = augmentation;
    }

    /** Returns the same batches with their images changed at random, each time anew. */
    public Batches augmented(Augmentation augmentation) {
        return new Batches(samples, dtype, batchSize, seed, Optional.of(augmentation));
    }

    /** Returns the number of batches in an epoch. */
    public long perEpoch() {
        return ((long) samples.size() + batchSize - 1) / batchSize;
    }

    /**
     * Returns the batch of an update: number update mod perEpoch of epoch update / perEpoch.
     *
     * @param update from 0
     * @return new tensors, which the caller or the open scope owns
     * @throws IllegalArgumentException if the number is negative, or the samples are not the images that are to be changed
     */
    public Batch get(long update) {
        if (update < 0) {
            throw new IllegalArgumentException("updates are counted from 0, found " + update);
        }
        long epoch = update / perEpoch();
        shuffle(epoch);
        int first = Math.toIntExact(update % perEpoch() * batchSize);
        int size = Math.min(batchSize, samples.size() - first);
        int[] chosen = Arrays.copyOfRange(order, first, first + size);
        Batch batch = samples.batch(chosen, dtype);
        return augmentation
                .map(changes ->
                        changes.apply(batch, chosen, seed.derive("augmentation").derive(epoch)))
                .orElse(batch);
    }

    private void shuffle(long epoch) {
        if (epoch != orderedEpoch) {
            order = seed.derive(epoch).permutation(samples.size());
            orderedEpoch = epoch;
        }
    }
}
