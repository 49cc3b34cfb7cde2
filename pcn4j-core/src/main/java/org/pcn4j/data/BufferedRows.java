package org.pcn4j.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Locale;

/**
 * The pixels of an image by its color model. Levels are taken from the raster as they are stored: {@code getRGB} would
 * bend them to another color space, and not alike on every JDK.
 */
final class BufferedRows implements PixelRows {
    private static final int MAX_LEVEL = 255;

    private final Raster raster;
    private final ColorModel model;
    private final Ground ground;
    private final boolean gray;

    private BufferedRows(BufferedImage image, Ground ground, boolean gray) {
        this.raster = image.getRaster();
        this.model = image.getColorModel();
        this.ground = ground;
        this.gray = gray;
    }

    /**
     * Takes an image, which nobody may change.
     *
     * @throws DataException if its colors are neither grays nor red, green and blue
     */
    static PixelRows of(BufferedImage image, Ground ground) {
        ColorModel model = image.getColorModel();
        if (model instanceof IndexColorModel indexed) {
            return new Indexed(image.getRaster(), indexed, ground);
        }
        int type = model.getColorSpace().getType();
        if (type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "a picture of %d color components, expected grays or red, green and blue",
                    model.getNumColorComponents()));
        }
        return new BufferedRows(image, ground, type == ColorSpace.TYPE_GRAY);
    }

    /** The pixels of an image with a palette. */
    private record Indexed(Raster raster, IndexColorModel model, Ground ground) implements PixelRows {
        @Override
        public PictureSize size() {
            return sizeOf(raster);
        }

        @Override
        public void read(int y, int[] row) {
            for (int x = 0; x < row.length; x++) {
                row[x] = ground.under(model.getRGB(raster.getSample(x, y, 0)));
            }
        }
    }

    private static PictureSize sizeOf(Raster raster) {
        return new PictureSize(raster.getHeight(), raster.getWidth());
    }

    @Override
    public PictureSize size() {
        return sizeOf(raster);
    }

    @Override
    public void read(int y, int[] row) {
        int alphaBand = model.getNumColorComponents();
        int[] pixel = new int[raster.getNumBands()];
        for (int x = 0; x < row.length; x++) {
            raster.getPixel(x, y, pixel);
            int alpha = model.hasAlpha() ? level(pixel, alphaBand) : MAX_LEVEL;
            int red = color(pixel, 0, alpha);
            int green = gray ? red : color(pixel, 1, alpha);
            int blue = gray ? red : color(pixel, 2, alpha);
            row[x] = ground.under(alpha << 24 | red << 16 | green << 8 | blue);
        }
    }

    private int color(int[] pixel, int band, int alpha) {
        int level = level(pixel, band);
        return model.isAlphaPremultiplied() && alpha > 0
                ? Math.min(MAX_LEVEL, (level * MAX_LEVEL + alpha / 2) / alpha)
                : level;
    }

    /** Returns a sample of whatever number of bits as one of 8. */
    private int level(int[] pixel, int band) {
        int most = (1 << model.getComponentSize(band)) - 1;
        return Math.round((float) MAX_LEVEL * pixel[band] / most);
    }
}
