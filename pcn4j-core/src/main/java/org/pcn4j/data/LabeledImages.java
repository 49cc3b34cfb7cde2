package org.pcn4j.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;

/**
 * Images of one size, gray or in color, each with the number of its class. Immutable, equal when the content is equal, and safe for
 * use by several threads.
 */
public final class LabeledImages implements Samples {
    static final int MAX_CLASSES = 256;

    private final String name;
    private final int channels;
    private final int height;
    private final int width;
    private final int classes;
    // Empty where they are called by their numbers.
    private final List<String> classNames;
    private final byte[] pixels;
    private final byte[] labels;
    // A subset shares the arrays of the whole; these two say which images are its own.
    private final int first;
    private final int size;

    /**
     * Makes gray images out of a copy of these arrays.
     *
     * @param pixels unsigned bytes, 0 (no ink) … 255 (full ink), of shape [images, height, width], row-major
     * @throws IllegalArgumentException as for images of several channels
     */
    public LabeledImages(String name, int height, int width, int classes, byte[] pixels, byte[] labels) {
        this(name, 1, height, width, classes, pixels, labels);
    }

    /**
     * Makes images out of a copy of these arrays.
     *
     * @param name what to call the images in messages
     * @param channels 1 for gray, 3 for red, green and blue, or any other number, at least 1
     * @param height rows of each image, at least 1
     * @param width columns of each image, at least 1
     * @param classes number of classes, 1 … 256
     * @param pixels unsigned bytes, 0 … 255, of shape [images, channels, height, width], row-major
     * @param labels one unsigned byte per image, 0 … classes − 1
     * @throws IllegalArgumentException if a size is out of range, if the numbers of pixels and labels do not agree or
     *     if a label is out of range
     */
    public LabeledImages(String name, int channels, int height, int width, int classes, byte[] pixels, byte[] labels) {
        this(name, channels, height, width, classes, List.of(), pixels.clone(), labels.clone(), 0, labels.length);
        requireRange("number of channels", channels, Integer.MAX_VALUE);
        requireRange("height", height, Integer.MAX_VALUE);
        requireRange("width", width, Integer.MAX_VALUE);
        requireRange("number of classes", classes, MAX_CLASSES);
        requirePixels();
        requireLabels();
    }

    /**
     * Makes images out of these very arrays, which nobody else may keep, and checks nothing: to copy 150 million bytes
     * once more would take the memory that is left.
     */
    static LabeledImages owning(
            String name, int channels, int height, int width, int classes, byte[] pixels, byte[] labels) {
        return new LabeledImages(name, channels, height, width, classes, List.of(), pixels, labels, 0, labels.length);
    }

    /** Makes images of classes with names out of these very arrays, as {@code owning} does without names. */
    static LabeledImages owning(
            String name, int channels, int height, int width, List<String> classNames, byte[] pixels, byte[] labels) {
        List<String> names = List.copyOf(classNames);
        return new LabeledImages(name, channels, height, width, names.size(), names, pixels, labels, 0, labels.length);
    }

    private LabeledImages(
            String name,
            int channels,
            int height,
            int width,
            int classes,
            List<String> classNames,
            byte[] pixels,
            byte[] labels,
            int first,
            int size) {
        this.name = Objects.requireNonNull(name, "name");
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.classes = classes;
        this.classNames = classNames;
        this.pixels = pixels;
        this.labels = labels;
        this.first = first;
        this.size = size;
    }

    private void requireRange(String what, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s of '%s': expected 1 to %d, found %d", what, name, max, value));
        }
    }

    private void requirePixels() {
        double expected = (double) size * channels * height * width;
        if (expected != pixels.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "pixels of '%s': expected %.0f for %d labels at %s, found %d",
                    name,
                    expected,
                    size,
                    sizes(),
                    pixels.length));
        }
    }

    private void requireLabels() {
        for (int i = 0; i < size; i++) {
            if (label(i) >= classes) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "label of image %d of '%s': expected 0 to %d, found %d",
                        i,
                        name,
                        classes - 1,
                        label(i)));
            }
        }
    }

    private String sizes() {
        return (channels == 1 ? "" : channels + "x") + height + "x" + width;
    }

    /**
     * Returns these images as samples of another shape, to learn their classes.
     *
     * @param shape of one sample, as [784], [1, 28, 28] or [28, 28] for gray images of 28×28
     * @throws IllegalArgumentException if the shape does not hold one image's numbers
     */
    public Samples as(Shape shape) {
        return new ShapedImages(this, shape, ShapedImages.Target.CLASS);
    }

    /** Returns these images as samples of [channels, height, width] whose targets are the images themselves. */
    public Samples reconstructing() {
        return new ShapedImages(this, shape(), ShapedImages.Target.IMAGE);
    }

    /** Returns these images with rows and columns changed for each other, [channels, width, height], under the same name. */
    public LabeledImages transposed() {
        byte[] other = new byte[size * numbersPerImage()];
        int plane = height * width;
        for (int from = 0; from < other.length; from += plane) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    other[from + x * height + y] = pixels[firstPixel() + from + y * width + x];
                }
            }
        }
        byte[] own = Arrays.copyOfRange(labels, first, first + size);
        return new LabeledImages(name, channels, width, height, classes, classNames, other, own, 0, size);
    }

    /** Returns the shape [channels, height, width] of one image. */
    public Shape shape() {
        return Shape.of(channels, height, width);
    }

    /** Returns the class of each image. */
    @Override
    public Optional<int[]> labels() {
        return Optional.of(IntStream.range(0, size).map(this::label).toArray());
    }

    /** Gathers images of the shape [channels, height, width], with their classes as targets. */
    @Override
    public Batch batch(int[] indices, DType dtype) {
        return as(shape()).batch(indices, dtype);
    }

    @Override
    public String kind() {
        return String.format(Locale.ROOT, "%s images in %d classes", sizes(), classes);
    }

    /** Returns the number of channels: 1 for gray images. */
    public int channels() {
        return channels;
    }

    /** Returns what the images are called in messages. */
    @Override
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

    /** Returns what each class is called: its number, unless the images were read from folders with names. */
    public List<String> classNames() {
        return classNames.isEmpty()
                ? IntStream.range(0, classes).mapToObj(Integer::toString).toList()
                : classNames;
    }

    /** Returns the number of images. */
    @Override
    public int size() {
        return size;
    }

    /** Returns how many numbers an image is, channels · height · width. */
    public int numbersPerImage() {
        return channels * height * width;
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
     * Writes the numbers of an image, channel by channel, row-major and scaled to 0 … 1, to dst[offset] and the following.
     *
     * @param image 0 … size − 1
     * @param dst where to write
     * @param offset index in dst of the image's first pixel
     * @throws IndexOutOfBoundsException if there is no such image or if its pixels do not fit; dst is then unchanged
     */
    public void copyPixels(int image, float[] dst, int offset) {
        int count = numbersPerImage();
        int from = (first + requireImage(image)) * count;
        if (offset < 0 || offset > dst.length - count) {
            throw new IndexOutOfBoundsException(String.format(
                    Locale.ROOT,
                    "pixels of image %d of '%s': %d do not fit at %d into an array of %d",
                    image,
                    name,
                    count,
                    offset,
                    dst.length));
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
    public LabeledImages subset(int from, int to) {
        if (from < 0 || to < from || to > size) {
            throw new IndexOutOfBoundsException(String.format(
                    Locale.ROOT, "images %d to %d of '%s': expected a range within 0 to %d", from, to, name, size));
        }
        return new LabeledImages(
                name, channels, height, width, classes, classNames, pixels, labels, first + from, to - from);
    }

    private int requireImage(int image) {
        if (image < 0 || image >= size) {
            throw new IndexOutOfBoundsException(
                    String.format(Locale.ROOT, "image %d of '%s': expected 0 to %d", image, name, size - 1));
        }
        return image;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabeledImages that
                && name.equals(that.name)
                && channels == that.channels
                && height == that.height
                && width == that.width
                && classes == that.classes
                && classNames.equals(that.classNames)
                && Arrays.equals(labels, first, first + size, that.labels, that.first, that.first + that.size)
                && Arrays.equals(pixels, firstPixel(), endPixel(), that.pixels, that.firstPixel(), that.endPixel());
    }

    @Override
    public int hashCode() {
        // The first images tell most data sets apart; to read 47 million pixels for a hash would be no help.
        int hash = Objects.hash(name, channels, height, width, classes, size);
        for (int i = firstPixel(); i < Math.min(endPixel(), firstPixel() + 10 * numbersPerImage()); i++) {
            hash = 31 * hash + pixels[i];
        }
        return hash;
    }

    private int firstPixel() {
        return first * numbersPerImage();
    }

    private int endPixel() {
        return (first + size) * numbersPerImage();
    }

    /** Returns the name, the number and the size of the images and the number of classes, in one line. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %d images of %s in %d classes", name, size, sizes(), classes);
    }
}
