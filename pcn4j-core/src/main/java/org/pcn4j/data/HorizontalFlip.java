package org.pcn4j.data;

import java.util.SplittableRandom;
import org.pcn4j.tensor.Shape;

/**
 * Exchanges left and right.
 *
 * @param probability of a flip, from 0 to 1
 */
public record HorizontalFlip(double probability) implements ImageChange {
    private static final double EVEN = 0.5;

    /**
     * Checks the probability.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public HorizontalFlip {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("the probability of a flip must be from 0 to 1, not " + probability);
        }
    }

    /** Flips every other image, by chance. */
    public HorizontalFlip() {
        this(EVEN);
    }

    @Override
    public double[] apply(double[] image, Shape shape, SplittableRandom random) {
        if (random.nextDouble() < probability) {
            int width = Math.toIntExact(shape.size(2));
            for (int row = 0; row < image.length; row += width) {
                for (int left = row, right = row + width - 1; left < right; left++, right--) {
                    double pixel = image[left];
                    image[left] = image[right];
                    image[right] = pixel;
                }
            }
        }
        return image;
    }
}
