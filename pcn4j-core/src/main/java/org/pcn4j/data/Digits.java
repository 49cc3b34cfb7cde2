package org.pcn4j.data;

import java.util.List;

/**
 * Gray images of the ten digits, 28x28, drawn with a random pen from a seed: data to learn from where no file is at
 * hand. Handwriting varies in style, slant, turn, size, place, pressure and shape, the paper is noisy, and some images
 * bear a stray mark; a linear classifier therefore does clearly worse than a network with hidden layers.
 *
 * <p>The same seed gives the same bytes on every machine. All methods are safe for use by several threads.
 */
public final class Digits {
    private static final int SIDE = 28;
    private static final int CLASSES = 10;
    private static final int MAX_IMAGES = Integer.MAX_VALUE / (SIDE * SIDE);

    private static final int TRAIN_STREAM = 1;
    private static final int TEST_STREAM = 2;
    private static final int LABELS = 0;
    private static final int DRAWINGS = 2;

    private static final int MOST_MARKS = 1;

    private Digits() {}

    /**
     * Draws digits to train on and digits to test on, the two from unrelated random streams. Image number i of each
     * part depends on the seed and on i alone: more images begin with the same ones. Each ten images in a row hold each
     * class once, in random order.
     *
     * @param seed any 64 bits
     * @param train number of images to train on, 0 … 2739137
     * @param test number of images to test on, 0 … 2739137
     * @return images of 28x28 in 10 classes, label d for the digit d
     * @throws IllegalArgumentException if a number of images is out of range
     */
    public static Split<LabeledImages> generate(long seed, int train, int test) {
        Part.requireCount("train images", train, MAX_IMAGES);
        Part.requireCount("test images", test, MAX_IMAGES);
        return new Split<>(
                part("digits train", seed, TRAIN_STREAM, train), part("digits test", seed, TEST_STREAM, test));
    }

    private static LabeledImages part(String name, long seed, int stream, int count) {
        byte[] labels = Part.labels(seed, stream + LABELS, CLASSES, count);
        byte[] pixels = new byte[count * SIDE * SIDE];
        Canvas canvas = new Canvas(SIDE);
        for (int i = 0; i < count; i++) {
            Draws draws = Draws.of(seed, stream + DRAWINGS, i);
            canvas.clear();
            write(labels[i], draws, canvas);
            scratch(draws, canvas);
            canvas.blur(draws.uniform(0, 0.45));
            canvas.develop(draws, draws.uniform(0, 0.08), pixels, i * SIDE * SIDE);
        }
        return LabeledImages.owning(name, 1, SIDE, SIDE, CLASSES, pixels, labels);
    }

    private static void write(int digit, Draws draws, Canvas canvas) {
        List<List<Stroke>> styles = Glyphs.styles(digit);
        List<Stroke> strokes = styles.get(draws.below(styles.size()));
        Warp warp = new Warp(draws, canvas.side());
        Pen pen = Pen.writing(draws);
        for (Stroke stroke : strokes) {
            double[] points = stroke.trace(draws);
            warp.apply(points);
            canvas.draw(points, pen);
        }
    }

    /** Adds no or one short stray mark anywhere. */
    private static void scratch(Draws draws, Canvas canvas) {
        int marks = draws.below(MOST_MARKS + 1);
        for (int i = 0; i < marks; i++) {
            double x = draws.uniform(0, SIDE);
            double y = draws.uniform(0, SIDE);
            double[] points = {x, y, x + 2.5 * draws.bell(), y + 2.5 * draws.bell()};
            canvas.draw(points, Pen.scratching(draws));
        }
    }
}
