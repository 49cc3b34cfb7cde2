package org.pcn4j.data;

import java.util.Arrays;

/** A square sheet of gray pixels, 0 (no ink) … 1 (full ink). Mutable and reused; for one thread. */
final class Canvas {
    private final int side;
    private final double[] ink;
    private final double[] scratch;

    Canvas(int side) {
        this.side = side;
        this.ink = new double[side * side];
        this.scratch = new double[side * side];
    }

    int side() {
        return side;
    }

    void clear() {
        Arrays.fill(ink, 0);
    }

    /**
     * Draws a polyline with round ends, smooth at its edges; where lines cross, the darker one shows.
     *
     * @param points x0, y0, x1, y1, … in pixels, from the upper left corner; may lie outside
     */
    void draw(double[] points, Pen pen) {
        int legs = points.length / 2 - 1;
        for (int leg = 0; leg < legs; leg++) {
            double along = (double) leg / legs;
            leg(points, 2 * leg, pen.radius(along), pen.darkness(along));
        }
    }

    private void leg(double[] points, int at, double radius, double darkness) {
        double x = points[at];
        double y = points[at + 1];
        double dx = points[at + 2] - x;
        double dy = points[at + 3] - y;
        double squared = Math.max(dx * dx + dy * dy, 1e-12);
        double reach = radius + 0.5;
        int left = clip(Math.min(x, x + dx) - reach);
        int right = clip(Math.max(x, x + dx) + reach);
        int top = clip(Math.min(y, y + dy) - reach);
        int bottom = clip(Math.max(y, y + dy) + reach);
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - x;
                double py = row + 0.5 - y;
                double t = Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
                double ex = px - t * dx;
                double ey = py - t * dy;
                double distance = Math.sqrt(ex * ex + ey * ey);
                double coverage = Math.max(0, Math.min(1, reach - distance));
                int pixel = row * side + column;
                ink[pixel] = Math.max(ink[pixel], coverage * darkness);
            }
        }
    }

    private int clip(double coordinate) {
        return (int) Math.max(0, Math.min(side - 1, coordinate));
    }

    /**
     * Lets the ink run into the neighboring pixels.
     *
     * @param share how much of each pixel's ink leaves it along each axis, 0 … 0.5
     */
    void blur(double share) {
        spread(ink, scratch, 1, share);
        spread(scratch, ink, side, share);
    }

    private void spread(double[] from, double[] to, int step, double share) {
        for (int i = 0; i < from.length; i++) {
            // The column where the step leads along a row, the row where it leads along a column.
            int position = i / step % side;
            double before = from[position == 0 ? i : i - step];
            double after = from[position == side - 1 ? i : i + step];
            to[i] = (1 - share) * from[i] + share / 2 * (before + after);
        }
    }

    /** Writes the pixels, each with noise of this standard deviation, as unsigned bytes from pixels[offset] on. */
    void develop(Draws draws, double noise, byte[] pixels, int offset) {
        for (int i = 0; i < ink.length; i++) {
            double value = Math.max(0, Math.min(1, ink[i] + noise * draws.bell()));
            pixels[offset + i] = (byte) (int) (255 * value + 0.5);
        }
    }
}
