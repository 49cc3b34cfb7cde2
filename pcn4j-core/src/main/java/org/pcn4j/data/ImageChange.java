package org.pcn4j.data;

import java.util.SplittableRandom;
import org.pcn4j.tensor.Shape;

/** One way in which an image may be changed at random without becoming another image. Stateless and thread-safe. */
@FunctionalInterface
public interface ImageChange {
    /**
     * Returns the changed image.
     *
     * @param image numbers of the shape [channels, height, width], row-major; may be changed in place
     * @param random where all chance is drawn from; the same numbers give the same change
     * @return as many numbers, the same array or another
     */
    double[] apply(double[] image, Shape shape, SplittableRandom random);
}
