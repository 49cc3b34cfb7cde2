package org.pcn4j.data;

/**
 * Scales pictures bilinearly: a new pixel is the mean of the pixels around its place, each with a weight that falls
 * evenly to 0 at the distance of one pixel, or of one new pixel where the picture shrinks, so that no pixel is passed
 * over. Written out here because a picture then becomes the same bytes on every machine, and because java.awt's drawing
 * may want a screen.
 */
final class Scaling {
    private static final int MAX_LEVEL = 255;

    // Of each new row or column: the first of those it is made of, and their weights, which add up to 1.
    private final int[] first;
    private final double[][] weights;

    private Scaling(int from, int to) {
        first = new int[to];
        weights = new double[to][];
        double ratio = (double) from / to;
        double reach = Math.max(1, ratio);
        for (int i = 0; i < to; i++) {
            double center = (i + 0.5) * ratio - 0.5;
            int begin = Math.max(0, (int) Math.ceil(center - reach));
            int end = Math.min(from - 1, (int) Math.floor(center + reach));
            first[i] = begin;
            weights[i] = weights(begin, end, center, reach);
        }
    }

    private static double[] weights(int begin, int end, double center, double reach) {
        double[] weights = new double[end - begin + 1];
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
            weights[j] = Math.max(0, 1 - Math.abs(begin + j - center) / reach);
            sum += weights[j];
        }
        for (int j = 0; j < weights.length; j++) {
            weights[j] /= sum;
        }
        return weights;
    }

    /**
     * Returns a plane of another size.
     *
     * @param plane unsigned bytes [height, width], row-major
     * @return new bytes [newHeight, newWidth]
     */
    static byte[] scale(byte[] plane, int height, int width, int newHeight, int newWidth) {
        Scaling columns = new Scaling(width, newWidth);
        Scaling rows = new Scaling(height, newHeight);
        double[] narrow = new double[Math.multiplyExact(height, newWidth)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < newWidth; x++) {
                double[] weights = columns.weights[x];
                int from = y * width + columns.first[x];
                double sum = 0;
                for (int j = 0; j < weights.length; j++) {
                    sum += weights[j] * (plane[from + j] & 0xff);
                }
                narrow[y * newWidth + x] = sum;
            }
        }
        return rows.down(narrow, newWidth);
    }

    private byte[] down(double[] levels, int width) {
        byte[] plane = new byte[Math.multiplyExact(first.length, width)];
        for (int y = 0; y < first.length; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int j = 0; j < weights[y].length; j++) {
                    sum += weights[y][j] * levels[(first[y] + j) * width + x];
                }
                plane[y * width + x] = (byte) Math.min(MAX_LEVEL, Math.round(sum));
            }
        }
        return plane;
    }
}
