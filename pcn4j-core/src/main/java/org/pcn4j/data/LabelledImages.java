package org.pcn4j.data;

import java.util.Arrays;
import java.util.Objects;

/**
 * Grey images of one size, each with the number of its class. Immutable, equal when the content is equal, and safe for
 * use by several threads.
 */
public final class LabelledImages {
    private static final int MAX_CLASSES = 256;

    private final String name;
    private final int height;
    private final int width;
    private final int classes;
    private final byte[] pixels;
    private final byte[] labels;
    // A subset shares the arrays of the whole; these two say which images are its own.
    private final int first;
    private final int size;

    /**
     * Makes images out of a copy of these arrays.
     *
     * @param name what to call the images in messages
     * @param height rows of each image, at least 1
     * @param width columns of each image, at least 1
     * @param classes number of classes, 1 … 256
     * @param pixels unsigned bytes, 0 (no ink) … 255 (full ink), of shape [images, height, width], row-major
     * @param labels one unsigned byte per image, 0 … classes − 1
     * @throws IllegalArgumentException if a size is out of range, if the numbers of pixels and labels do not agree or
     *     if a label is out of range
     */
    public LabelledImages(String name, int height, int width, int classes, byte[] pixels, byte[] labels) {
        this(name, height, width, classes, pixels.clone(), labels.clone(), 0, labels.length);
        requireRange("height", height, Integer.MAX_VALUE);
        requireRange("width", width, Integer.MAX_VALUE);
        requireRange("number of classes", classes, MAX_CLASSES);
        requirePixels();
        requireLabels();
    }

    private LabelledImages(
            String name, int height, int width, int classes, byte[] pixels, byte[] labels, int first, int size) {
        this.name = Objects.requireNonNull(name, "name");
        this.height = height;
        this.width = width;
        this.classes = classes;
        this.pixels = pixels;
        this.labels = labels;
        this.first = first;
        this.size = size;
    }

    private void requireRange(String what, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(
                    "%s of '%s': expected 1 to %d, found %d".formatted(what, name, max, value));
        }
    }

    private void requirePixels() {
        double expected = (double) size * height * width;
        if (expected != pixels.length) {
            throw new IllegalArgumentException("pixels of '%s': expected %.0f for %d labels at %dx%d, found %d"
                    .formatted(name, expected, size, height, width, pixels.length));
        }
    }

    private void requireLabels() {
        for (int i = 0; i < size; i++) {
            if (label(i) >= classes) {
                throw new IllegalArgumentException("label of image %d of '%s': expected 0 to %d, found %d"
                        .formatted(i, name, classes - 1, label(i)));
            }
        }
    }

    /** Returns what the images are called in messages. */
    public String name() {
        return name;
    }

    /** Returns the number of rows of each image. */
    public int height() {
        return height;
    }

    /** Returns the number of columns of each image. */
    public int width() {
        return width;
    }

    /** Returns the number of classes; labels are 0 … classes − 1. */
    public int classes() {
        return classes;
    }

    /** Returns the number of images. */
    public int size() {
        return size;
    }

    /** Returns the number of pixels of each image, height · width. */
    public int pixelsPerImage() {
        return height * width;
    }

    /**
     * Returns the class of an image, 0 … classes − 1.
     *
     * @param image 0 … size − 1
     * @throws IndexOutOfBoundsException if there is no such image
     */
    public int label(int image) {
        return labels[first + requireImage(image)] & 0xff;
    }

    /**
     * Writes the pixels of an image, row-major and scaled to 0 … 1, to dst[offset] … dst[offset + height · width − 1].
     *
     * @param image 0 … size − 1
     * @param dst where to write
     * @param offset index in dst of the image's first pixel
     * @throws IndexOutOfBoundsException if there is no such image or if its pixels do not fit; dst is then unchanged
     */
    public void copyPixels(int image, float[] dst, int offset) {
        int count = pixelsPerImage();
        int from = (first + requireImage(image)) * count;
        if (offset < 0 || offset > dst.length - count) {
            throw new IndexOutOfBoundsException("pixels of image %d of '%s': %d do not fit at %d into an array of %d"
                    .formatted(image, name, count, offset, dst.length));
        }
        for (int i = 0; i < count; i++) {
            dst[offset + i] = (pixels[from + i] & 0xff) / 255f;
        }
    }

    /**
     * Returns the images from … to − 1, numbered anew from 0, under the same name. Shares the pixels: takes no time and
     * no memory to speak of.
     *
     * @param from first image, 0 … to
     * @param to one past the last image, at most size
     * @throws IndexOutOfBoundsException if the range does not lie within 0 … size
     */
    public LabelledImages subset(int from, int to) {
        if (from < 0 || to < from || to > size) {
            throw new IndexOutOfBoundsException(
                    "images %d to %d of '%s': expected a range within 0 to %d".formatted(from, to, name, size));
        }
        return new LabelledImages(name, height, width, classes, pixels, labels, first + from, to - from);
    }

    private int requireImage(int image) {
        if (image < 0 || image >= size) {
            throw new IndexOutOfBoundsException("image %d of '%s': expected 0 to %d".formatted(image, name, size - 1));
        }
        return image;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelledImages that
                && name.equals(that.name)
                && height == that.height
                && width == that.width
                && classes == that.classes
                && Arrays.equals(labels, first, first + size, that.labels, that.first, that.first + that.size)
                && Arrays.equals(pixels, firstPixel(), endPixel(), that.pixels, that.firstPixel(), that.endPixel());
    }

    @Override
    public int hashCode() {
        // The first images tell most data sets apart; to read 47 million pixels for a hash would be no help.
        int hash = Objects.hash(name, height, width, classes, size);
        for (int i = firstPixel(); i < Math.min(endPixel(), firstPixel() + 10 * pixelsPerImage()); i++) {
            hash = 31 * hash + pixels[i];
        }
        return hash;
    }

    private int firstPixel() {
        return first * pixelsPerImage();
    }

    private int endPixel() {
        return (first + size) * pixelsPerImage();
    }

    /** Returns the name, the number and the size of the images and the number of classes, in one line. */
    @Override
    public String toString() {
        return "%s: %d images of %dx%d in %d classes".formatted(name, size, height, width, classes);
    }
}
