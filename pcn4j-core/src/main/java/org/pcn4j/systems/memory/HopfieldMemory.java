package org.pcn4j.systems.memory;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A modern Hopfield network (Ramsauer et al. 2021, arXiv 2008.02217), for comparison: it keeps the patterns X themselves and
 * recalls ξ ← X softmax(β Xᵀξ). What is not known of a pattern is zero at first. Owns its patterns.
 */
public final class HopfieldMemory implements Memory {
    private final Patterns patterns;
    private final Tensor stored;
    private final double beta;
    private final int rounds;

    private HopfieldMemory(Patterns patterns, Tensor stored, double beta, int rounds) {
        this.patterns = patterns;
        this.stored = stored;
        this.beta = beta;
        this.rounds = rounds;
    }

    /**
     * Stores patterns.
     *
     * @param images [N, …], at least one; borrowed
     * @param beta β: finite, greater than 0; the larger, the more of the most similar pattern is recalled
     * @param rounds how often a pattern is recalled from what was recalled: at least 1; mostly one is enough
     * @throws IllegalArgumentException if a number is out of its range or not finite
     */
    public static HopfieldMemory of(Tensor images, double beta, int rounds) {
        if (!(beta > 0 && Double.isFinite(beta) && rounds > 0)) {
            throw new IllegalArgumentException(
                    "expected a finite beta greater than 0 and at least 1 round, not " + beta + " and " + rounds);
        }
        long[] sizes = images.shape().toArray();
        Shape pattern = Shape.of(Arrays.copyOfRange(sizes, Math.min(1, sizes.length), sizes.length));
        Patterns patterns = new Patterns(pattern, images.dtype());
        return new HopfieldMemory(patterns, patterns.stored(images).keep(), beta, rounds);
    }

    @Override
    public Shape pattern() {
        return patterns.shape();
    }

    @Override
    public Recall recall(Tensor corrupted, Tensor known) {
        try (Tensor mask = patterns.mask(known, corrupted.rank() == 0 ? 0 : corrupted.size(0))) {
            return recalled(patterns.part(corrupted, mask));
        }
    }

    @Override
    public Recall denoise(Tensor corrupted) {
        return recalled(patterns.finite(corrupted));
    }

    private Recall recalled(Tensor beginning) {
        Tensor rows = beginning;
        for (int round = 0; round < rounds; round++) {
            try (Tensor before = rows;
                    Tensor across = stored.transpose();
                    Tensor similarity = before.matmul(across);
                    Tensor scaled = similarity.mul(beta);
                    Tensor weights = ActivationKernels.softmax(scaled)) {
                rows = weights.matmul(stored);
            }
        }
        try (Tensor last = rows) {
            return new Recall(patterns.shaped(last), List.of(), Optional.empty());
        }
    }

    @Override
    public void close() {
        stored.close();
    }
}
