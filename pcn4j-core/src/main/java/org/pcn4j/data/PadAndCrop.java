package org.pcn4j.data;

import java.util.SplittableRandom;
import org.pcn4j.tensor.Shape;

/**
 * Puts a border of zeros around an image and cuts an image of the old size out of it, at a place drawn uniformly.
 *
 * @param border its width on each side in pixels, at least 1
 */
public record PadAndCrop(int border) implements ImageChange {
    /**
     * Checks the width.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public PadAndCrop {
        if (border < 1) {
            throw new IllegalArgumentException("the border to pad must be at least 1 pixel wide, not " + border);
        }
    }

    @Override
    public double[] apply(double[] image, Shape shape, SplittableRandom random) {
        int height = Math.toIntExact(shape.size(1));
        int width = Math.toIntExact(shape.size(2));
        int down = random.nextInt(2 * border + 1) - border;
        int right = random.nextInt(2 * border + 1) - border;
        double[] cropped = new double[image.length];
        int from = Math.max(0, -right);
        int count = Math.min(width, width - right) - from;
        for (int row = 0; row < image.length / width; row++) {
            int source = row % height + down;
            if (source >= 0 && source < height && count > 0) {
                int channel = row / height * height;
                System.arraycopy(image, (channel + source) * width + from + right, cropped, row * width + from, count);
            }
        }
        return cropped;
    }
}
