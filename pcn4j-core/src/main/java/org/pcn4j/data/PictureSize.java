package org.pcn4j.data;

import java.util.Locale;

/**
 * The size of a picture.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
record PictureSize(int height, int width) {
    PictureSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "size of images: expected at least 1x1, found %dx%d", height, width));
        }
    }

    /** Returns the number of pixels, unless it exceeds an int. */
    int pixels() {
        return Math.multiplyExact(height, width);
    }

    @Override
    public String toString() {
        return height + "x" + width;
    }
}
