package org.pcn4j.data;

/**
 * Where one writing puts the points of the unit square on the canvas: a random slant, turn, size and place, and on top
 * a smooth random displacement, as of paper pulled in all directions. Immutable.
 */
final class Warp {
    // Standard deviations of turn (radians), slant (slope), and of shift and pull (pixels); heights in pixels. Chosen
    // by trial: small enough to read every digit, large enough to keep a linear classifier below nine in ten.
    private static final double TURN = 0.13;
    private static final double SLANT = 0.2;
    private static final double SHIFT = 1.1;
    private static final double PULL = 0.8;
    private static final double SMALLEST = 16.5;
    private static final double LARGEST = 21.0;
    private static final int NODES = 5;

    private final double xx;
    private final double xy;
    private final double yx;
    private final double yy;
    private final double centerX;
    private final double centerY;
    private final double side;
    private final double[] pulls = new double[2 * NODES * NODES];

    /**
     * Draws a deformation.
     *
     * @param side height and width of the canvas in pixels
     */
    Warp(Draws draws, int side) {
        double turn = TURN * draws.bell();
        double slant = SLANT * draws.bell() - 0.1;
        double tall = draws.uniform(SMALLEST, LARGEST);
        double wide = tall * draws.uniform(0.75, 1.1);
        double cos = StrictMath.cos(turn);
        double sin = StrictMath.sin(turn);
        xx = cos * wide;
        xy = (cos * slant - sin) * tall;
        yx = sin * wide;
        yy = (sin * slant + cos) * tall;
        centerX = side / 2.0 + SHIFT * draws.bell();
        centerY = side / 2.0 + SHIFT * draws.bell();
        this.side = side;
        for (int i = 0; i < pulls.length; i++) {
            pulls[i] = PULL * draws.bell();
        }
    }

    /** Replaces the points x0, y0, x1, y1, … of the unit square by their places on the canvas, in pixels. */
    void apply(double[] points) {
        for (int i = 0; i < points.length; i += 2) {
            double u = points[i] - 0.5;
            double v = points[i + 1] - 0.5;
            double x = centerX + xx * u + xy * v;
            double y = centerY + yx * u + yy * v;
            points[i] = x + pull(0, x, y);
            points[i + 1] = y + pull(1, x, y);
        }
    }

    private double pull(int axis, double x, double y) {
        double gridX = Math.max(0, Math.min(NODES - 1.001, x / side * (NODES - 1)));
        double gridY = Math.max(0, Math.min(NODES - 1.001, y / side * (NODES - 1)));
        int column = (int) gridX;
        int row = (int) gridY;
        double across = ease(gridX - column);
        double above = mix(across, pulls[at(axis, row, column)], pulls[at(axis, row, column + 1)]);
        double below = mix(across, pulls[at(axis, row + 1, column)], pulls[at(axis, row + 1, column + 1)]);
        return mix(ease(gridY - row), above, below);
    }

    private static int at(int axis, int row, int column) {
        return (axis * NODES + row) * NODES + column;
    }

    private static double mix(double t, double from, double to) {
        return from + t * (to - from);
    }

    /** Makes the displacement's slope continuous at the nodes: a kink would show as a corner of the stroke. */
    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }
}
