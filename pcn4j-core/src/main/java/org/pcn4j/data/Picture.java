package org.pcn4j.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** A picture as planes of bytes, [channels, height, width]. Does not copy its array, nor change it. */
final class Picture {
    private static final int MAX_LEVEL = 255;
    private static final int GREY = 1;
    private static final int[] SHIFTS = {16, 8, 0};
    // How bright red, green and blue look, by ITU-R BT.601, in thousandths.
    private static final int RED_WEIGHT = 299;
    private static final int GREEN_WEIGHT = 587;
    private static final int BLUE_WEIGHT = 114;
    private static final int WEIGHTS = 1000;

    private final int channels;
    private final PictureSize size;
    private final byte[] planes;

    private Picture(int channels, PictureSize size, byte[] planes) {
        this.channels = channels;
        this.size = size;
        this.planes = planes;
    }

    /**
     * Takes the pixels of an image. Greys are taken as they are stored; transparency is dropped.
     *
     * @param channels 1 for grey, 3 for red, green and blue
     */
    static Picture of(BufferedImage image, int channels) {
        PictureSize size = new PictureSize(image.getHeight(), image.getWidth());
        byte[] planes = new byte[Math.multiplyExact(channels, size.pixels())];
        int[] row = new int[size.width()];
        for (int y = 0; y < size.height(); y++) {
            readRow(image, y, row);
            for (int x = 0; x < row.length; x++) {
                for (int c = 0; c < channels; c++) {
                    int level = channels == GREY ? grey(row[x]) : row[x] >>> SHIFTS[c] & 0xff;
                    planes[(c * size.height() + y) * row.length + x] = (byte) level;
                }
            }
        }
        return new Picture(channels, size, planes);
    }

    /** Reads a row as 0xRRGGBB. */
    private static void readRow(BufferedImage image, int y, int[] row) {
        ColorModel model = image.getColorModel();
        boolean grey = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY && !(model instanceof IndexColorModel);
        if (grey) {
            // From the raster directly: getRGB would bend the greys to another colour space.
            Raster raster = image.getRaster();
            int most = (1 << model.getComponentSize(0)) - 1;
            for (int x = 0; x < row.length; x++) {
                int level = Math.round((float) MAX_LEVEL * raster.getSample(x, y, 0) / most);
                row[x] = level << SHIFTS[0] | level << SHIFTS[1] | level;
            }
        } else {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
        }
    }

    /** Returns how bright a colour looks; of a grey its own level. */
    private static int grey(int rgb) {
        int sum = RED_WEIGHT * (rgb >>> SHIFTS[0] & 0xff)
                + GREEN_WEIGHT * (rgb >>> SHIFTS[1] & 0xff)
                + BLUE_WEIGHT * (rgb & 0xff);
        return (sum + WEIGHTS / 2) / WEIGHTS;
    }

    /** Returns this picture in another size, or itself where it has that. */
    Picture scaled(PictureSize to) {
        if (size.equals(to)) {
            return this;
        }
        byte[] scaled = new byte[Math.multiplyExact(channels, to.pixels())];
        for (int c = 0; c < channels; c++) {
            byte[] plane = new byte[size.pixels()];
            System.arraycopy(planes, c * plane.length, plane, 0, plane.length);
            byte[] small = Scaling.scale(plane, size.height(), size.width(), to.height(), to.width());
            System.arraycopy(small, 0, scaled, c * small.length, small.length);
        }
        return new Picture(channels, to, scaled);
    }

    /** Writes all bytes to dst[offset] and the following. */
    void copy(byte[] dst, int offset) {
        System.arraycopy(planes, 0, dst, offset, planes.length);
    }
}
