package org.pcn4j.data;

/**
 * Images in color, 3x32x32, of five shapes in two textures, drawn from a seed: data of the size of CIFAR-10's where no
 * file is at hand. A shape is lighter than its ground, so that a classifier linear in the pixels learns something of
 * where the shape is; but hues, place, size, turn, light and the texture's direction are random, and the ground has a
 * texture of its own, so that only a convolutional network learns both shape and texture well.
 *
 * <p>The same seed gives the same bytes on every machine. All methods are safe for use by several threads.
 */
public final class Shapes {
    private static final int CHANNELS = 3;
    private static final int SIDE = 32;
    private static final int PIXELS = SIDE * SIDE;
    private static final Outline[] OUTLINES = Outline.values();
    private static final Texture.Weave[] WEAVES = Texture.Weave.values();
    private static final int CLASSES = OUTLINES.length * WEAVES.length;
    private static final int MAX_IMAGES = Integer.MAX_VALUE / (CHANNELS * PIXELS);

    private static final int TRAIN_STREAM = 1;
    private static final int TEST_STREAM = 2;
    private static final int LABELS = 0;
    private static final int DRAWINGS = 2;

    // How far apart colors are, as points of the unit cube: by trial, so that people can tell shapes and textures.
    private static final double FILL_CONTRAST = 0.45;
    private static final double GROUND_CONTRAST = 0.3;

    private Shapes() {}

    /**
     * Draws shapes to train on and shapes to test on, the two from unrelated random streams. Image number i of each
     * part depends on the seed and on i alone: more images begin with the same ones. Each ten images in a row hold each
     * class once, in random order.
     *
     * @param seed any 64 bits
     * @param train number of images to train on, 0 … 699050
     * @param test number of images to test on, 0 … 699050
     * @return images of 3x32x32 in 10 classes; label 2 s + t is of the shape s (disc, square, triangle, cross, ring) in
     *     the texture t (stripes, checks)
     * @throws IllegalArgumentException if a number of images is out of range
     */
    public static Split<LabeledImages> generate(long seed, int train, int test) {
        Part.requireCount("train images", train, MAX_IMAGES);
        Part.requireCount("test images", test, MAX_IMAGES);
        return new Split<>(
                part("shapes train", seed, TRAIN_STREAM, train), part("shapes test", seed, TEST_STREAM, test));
    }

    private static LabeledImages part(String name, long seed, int stream, int count) {
        byte[] labels = Part.labels(seed, stream + LABELS, CLASSES, count);
        byte[] pixels = new byte[count * CHANNELS * PIXELS];
        for (int i = 0; i < count; i++) {
            Draws draws = Draws.of(seed, stream + DRAWINGS, i);
            Outline outline = OUTLINES[labels[i] / WEAVES.length];
            Texture.Weave weave = WEAVES[labels[i] % WEAVES.length];
            double[] light = paint(outline, weave, draws);
            develop(light, draws, pixels, i * CHANNELS * PIXELS);
        }
        return LabeledImages.owning(name, CHANNELS, SIDE, SIDE, CLASSES, pixels, labels);
    }

    /** Returns an image [channels, height, width], 0 … 1 or a little beyond. */
    private static double[] paint(Outline outline, Texture.Weave weave, Draws draws) {
        double[] ground = color(draws, 0.05, 0.5);
        double[] dark = colorUnlike(draws, ground, 0.2, 0.75, GROUND_CONTRAST);
        double[] bright = colorUnlike(draws, dark, 0.55, 1, FILL_CONTRAST);
        double[] vein = color(draws, -0.15, 0.15);
        Texture groundTexture = Texture.draw(WEAVES[draws.below(WEAVES.length)], draws, 4, 12);
        Texture fillTexture = Texture.draw(weave, draws, 4, 6.5);
        double size = draws.uniform(9, 12);
        double angle = draws.uniform(-0.4, 0.4);
        double cos = StrictMath.cos(angle) / size;
        double sin = StrictMath.sin(angle) / size;
        double centerX = SIDE / 2.0 + draws.uniform(-3, 3);
        double centerY = SIDE / 2.0 + draws.uniform(-3, 3);
        double lightX = draws.uniform(-0.3, 0.3) / SIDE;
        double lightY = draws.uniform(-0.3, 0.3) / SIDE;
        double[] image = new double[CHANNELS * PIXELS];
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            double column = pixel % SIDE + 0.5;
            double row = Math.floorDiv(pixel, SIDE) + 0.5;
            double x = column - centerX;
            double y = row - centerY;
            double outside = size * outline.distance(cos * x + sin * y, cos * y - sin * x);
            double coverage = Math.max(0, Math.min(1, 0.5 - outside));
            double fill = fillTexture.at(x, y);
            double vividness = groundTexture.at(column, row);
            double light = 1 + lightX * (column - SIDE / 2.0) + lightY * (row - SIDE / 2.0);
            for (int channel = 0; channel < CHANNELS; channel++) {
                double inside = dark[channel] + fill * (bright[channel] - dark[channel]);
                double behind = ground[channel] + vividness * vein[channel];
                image[channel * PIXELS + pixel] = light * (behind + coverage * (inside - behind));
            }
        }
        return image;
    }

    private static double[] color(Draws draws, double from, double to) {
        return new double[] {draws.uniform(from, to), draws.uniform(from, to), draws.uniform(from, to)};
    }

    /** Draws colors until one is far enough from another. */
    private static double[] colorUnlike(Draws draws, double[] other, double from, double to, double contrast) {
        while (true) {
            double[] color = color(draws, from, to);
            if (distance(color, other) >= contrast) {
                return color;
            }
        }
    }

    private static double distance(double[] color, double[] other) {
        double squares = 0;
        for (int i = 0; i < color.length; i++) {
            squares += (color[i] - other[i]) * (color[i] - other[i]);
        }
        return Math.sqrt(squares);
    }

    /** Writes an image, with noise, as unsigned bytes from pixels[offset] on. */
    private static void develop(double[] image, Draws draws, byte[] pixels, int offset) {
        double noise = draws.uniform(0, 0.08);
        for (int i = 0; i < image.length; i++) {
            double value = Math.max(0, Math.min(1, image[i] + noise * draws.bell()));
            pixels[offset + i] = (byte) (int) (255 * value + 0.5);
        }
    }
}
