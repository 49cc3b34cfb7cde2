package org.pcn4j.data;

/**
 * A regular pattern of light and dark all over the plane, turned and shifted.
 *
 * @param weave what kind of pattern
 * @param cos of the angle it is turned by
 * @param sin of the same
 * @param period of the pattern, in pixels
 * @param shiftAlong where it starts, in periods
 * @param shiftAcross the same, at a right angle
 */
record Texture(Weave weave, double cos, double sin, double period, double shiftAlong, double shiftAcross) {
    /** The kinds of patterns. */
    enum Weave {
        STRIPES,
        CHECKS
    }

    /** Draws a pattern turned by any angle. */
    static Texture draw(Weave weave, Draws draws, double shortest, double longest) {
        double angle = draws.uniform(0, Math.PI);
        return new Texture(
                weave,
                StrictMath.cos(angle),
                StrictMath.sin(angle),
                draws.uniform(shortest, longest),
                draws.uniform(0, 1),
                draws.uniform(0, 1));
    }

    /** Returns how light the pattern is at a point, 0 … 1, with steep but smooth edges. */
    double at(double x, double y) {
        double along = zigzag((cos * x + sin * y) / period + shiftAlong);
        double wave = weave == Weave.STRIPES ? along : along * zigzag((cos * y - sin * x) / period + shiftAcross);
        // A product of two waves is seldom as high as one: it needs the steeper edge.
        double steepness = weave == Weave.STRIPES ? 1 : 2.5;
        return Math.max(0, Math.min(1, 0.5 + steepness * wave));
    }

    /** Returns the triangle wave of period 1 and range −1 … 1: unlike a sine, the same on every JVM and fast. */
    private static double zigzag(double t) {
        return 4 * Math.abs(t - Math.floor(t + 0.5)) - 1;
    }
}
