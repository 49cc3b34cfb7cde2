package org.pcn4j.data;

/** A picture as planes of bytes, [channels, height, width]. Does not copy its array, nor change it. */
final class Picture {
    private static final int GRAY = 1;
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
     * Takes the pixels of a decoded picture and turns it upright.
     *
     * @param channels 1 for gray, 3 for red, green and blue
     */
    static Picture of(PixelRows rows, int channels, Turn turn) {
        PictureSize stored = rows.size();
        byte[][] planes = new byte[channels][stored.pixels()];
        int[] row = new int[stored.width()];
        for (int y = 0; y < stored.height(); y++) {
            rows.read(y, row);
            for (int x = 0; x < row.length; x++) {
                for (int c = 0; c < channels; c++) {
                    int level = channels == GRAY ? gray(row[x]) : row[x] >>> SHIFTS[c] & 0xff;
                    planes[c][y * row.length + x] = (byte) level;
                }
            }
        }
        byte[] upright = new byte[Math.multiplyExact(channels, stored.pixels())];
        for (int c = 0; c < channels; c++) {
            System.arraycopy(turn.upright(planes[c], stored), 0, upright, c * stored.pixels(), stored.pixels());
        }
        return new Picture(channels, turn.size(stored), upright);
    }

    /** Returns how bright a color looks; of a gray its own level. */
    private static int gray(int rgb) {
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

    PictureSize size() {
        return size;
    }

    /** Writes all bytes to dst[offset] and the following. */
    void copy(byte[] dst, int offset) {
        System.arraycopy(planes, 0, dst, offset, planes.length);
    }
}
