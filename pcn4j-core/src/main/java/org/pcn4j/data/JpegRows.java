package org.pcn4j.data;

import java.awt.image.Raster;

/**
 * The pixels of a JPEG by what its components are. They are converted here and not by the JDK, which takes inks through
 * linear light and some components for others.
 *
 * @param raster the components as they are stored
 * @param inksAreInverted whether 255 is no ink, where they are inks
 */
record JpegRows(Raster raster, JpegHeader.Colors colors, boolean inksAreInverted) implements PixelRows {
    private static final int MAX_LEVEL = 255;
    // The conversion of JFIF in the fixed-point arithmetic of libjpeg, 16 bits after the point.
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    private static final int RED_BY_CR = fixed(1.40200);
    private static final int BLUE_BY_CB = fixed(1.77200);
    private static final int GREEN_BY_CR = fixed(0.71414);
    private static final int GREEN_BY_CB = fixed(0.34414);
    private static final int CENTER = 128;

    private static int fixed(double factor) {
        return (int) (factor * (1 << BITS) + 0.5);
    }

    @Override
    public PictureSize size() {
        return new PictureSize(raster.getHeight(), raster.getWidth());
    }

    @Override
    public void read(int y, int[] row) {
        int bands = raster.getNumBands();
        int[] samples = raster.getPixels(0, y, row.length, 1, new int[bands * row.length]);
        for (int x = 0; x < row.length; x++) {
            row[x] = rgb(samples, x * bands);
        }
    }

    private int rgb(int[] samples, int at) {
        return switch (colors) {
            case GRAY -> samples[at] * 0x010101;
            case RGB -> packed(samples[at], samples[at + 1], samples[at + 2]);
            case YCC -> fromYcc(samples, at);
            case CMYK -> fromInks(packed(samples[at], samples[at + 1], samples[at + 2]), samples[at + 3]);
            // The three hold the complements of the inks.
            case YCCK -> fromInks(fromYcc(samples, at) ^ 0xffffff, samples[at + 3]);
        };
    }

    private static int fromYcc(int[] samples, int at) {
        int y = samples[at];
        int cb = samples[at + 1] - CENTER;
        int cr = samples[at + 2] - CENTER;
        return packed(
                level(y + ((RED_BY_CR * cr + HALF) >> BITS)),
                level(y + ((-GREEN_BY_CB * cb - GREEN_BY_CR * cr + HALF) >> BITS)),
                level(y + ((BLUE_BY_CB * cb + HALF) >> BITS)));
    }

    private static int level(int value) {
        return Math.max(0, Math.min(MAX_LEVEL, value));
    }

    /** Returns what is left of white by (255 − C)(255 − K) / 255, and so of the others. */
    private int fromInks(int cmy, int k) {
        int lights = inksAreInverted ? cmy : cmy ^ 0xffffff;
        int key = inksAreInverted ? k : MAX_LEVEL - k;
        return packed(
                paper(lights >>> 16, key), paper((lights >>> 8) & MAX_LEVEL, key), paper(lights & MAX_LEVEL, key));
    }

    private static int paper(int light, int key) {
        return (light * key + MAX_LEVEL / 2) / MAX_LEVEL;
    }

    private static int packed(int red, int green, int blue) {
        return red << 16 | green << 8 | blue;
    }
}
