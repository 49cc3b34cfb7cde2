package org.pcn4j.train.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.pcn4j.tensor.Shape;

/**
 * A small picture.
 *
 * @param width in pixels
 * @param height in pixels
 * @param png the bytes of a PNG file; not copied, and not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes to be passed on, compared by nobody.
public record Picture(int width, int height, byte[] png) {
    private static final int WHITE = 255;
    private static final int NEGATIVE = 0x2166ac;
    private static final int POSITIVE = 0xb2182b;

    /**
     * Returns what of a sample's shape can be seen as a picture: [1 or 3, height, width].
     *
     * @return nothing for other shapes
     */
    static Optional<Shape> visible(Shape shape) {
        return shape.rank() == 3 && (shape.size(0) == 1 || shape.size(0) == 3) ? Optional.of(shape) : Optional.empty();
    }

    /**
     * Shows numbers from 0, black, to 1, white. Where they lie beyond, they are stretched to fit.
     *
     * @param numbers of [1 or 3, height, width], from an offset on
     */
    static Picture of(Shape shape, double[] numbers, int offset) {
        double[] own = own(shape, numbers, offset);
        double least = Math.min(0, Arrays.stream(own).min().orElse(0));
        double most = Math.max(1, Arrays.stream(own).max().orElse(1));
        return drawn(shape, (channel, place) -> (own[channel * plane(shape) + place] - least) / (most - least));
    }

    /**
     * Shows weights: blue where they are negative and red where they are positive, white at 0; of three channels each as a
     * color, gray at 0.
     *
     * @param numbers of [1 or 3, height, width], from an offset on
     */
    static Picture ofWeights(Shape shape, double[] numbers, int offset) {
        double[] own = own(shape, numbers, offset);
        double most = Arrays.stream(own).map(Math::abs).max().orElse(0);
        double unit = most > 0 && Double.isFinite(most) ? most : 1;
        if (shape.size(0) == 3) {
            return drawn(shape, (channel, place) -> (1 + own[channel * plane(shape) + place] / unit) / 2);
        }
        BufferedImage image = image(shape);
        for (int place = 0; place < own.length; place++) {
            double part = own[place] / unit;
            int full = part < 0 ? NEGATIVE : POSITIVE;
            int color = 0;
            for (int shift = 16; shift >= 0; shift -= 8) {
                int level = (full >> shift) & WHITE;
                color |= byteOf((WHITE + Math.abs(part) * (level - WHITE)) / WHITE) << shift;
            }
            image.setRGB(place % image.getWidth(), place / image.getWidth(), color);
        }
        return encoded(image);
    }

    private static double[] own(Shape shape, double[] numbers, int offset) {
        return Arrays.copyOfRange(numbers, offset, offset + (int) shape.elements());
    }

    private static int plane(Shape shape) {
        return (int) (shape.size(1) * shape.size(2));
    }

    /** The level of a channel at a place of its plane, from 0 to 1. */
    private interface Level {
        double at(int channel, int place);
    }

    private static Picture drawn(Shape shape, Level level) {
        BufferedImage image = image(shape);
        boolean gray = shape.size(0) == 1;
        for (int place = 0; place < plane(shape); place++) {
            int red = byteOf(level.at(0, place));
            int green = gray ? red : byteOf(level.at(1, place));
            int blue = gray ? red : byteOf(level.at(2, place));
            image.setRGB(place % image.getWidth(), place / image.getWidth(), red << 16 | green << 8 | blue);
        }
        return encoded(image);
    }

    private static BufferedImage image(Shape shape) {
        return new BufferedImage((int) shape.size(2), (int) shape.size(1), BufferedImage.TYPE_INT_RGB);
    }

    private static int byteOf(double level) {
        return (int) Math.round(WHITE * shown(level));
    }

    /** Returns a level as it is shown: from 0, black, to 1, white, what lies beyond being cut off. */
    public static double shown(double level) {
        return Math.max(0, Math.min(1, level));
    }

    private static Picture encoded(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new IllegalStateException("memory can always be written to", e);
        }
        return new Picture(image.getWidth(), image.getHeight(), bytes.toByteArray());
    }

    /** Returns the picture as an address that holds it. */
    String dataUri() {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
