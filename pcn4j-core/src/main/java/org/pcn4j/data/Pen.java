package org.pcn4j.data;

/**
 * How thick and how dark a stroke is from its start (0) to its end (1): both change evenly, as a hand presses harder or
 * lets go.
 *
 * @param startRadius half the thickness at the start, in pixels
 * @param endRadius half the thickness at the end, in pixels
 * @param startDarkness ink at the start, 0 … 1
 * @param endDarkness ink at the end, 0 … 1
 */
record Pen(double startRadius, double endRadius, double startDarkness, double endDarkness) {
    /** Draws a pen for writing a digit. */
    static Pen writing(Draws draws) {
        double radius = draws.uniform(0.8, 1.6);
        double darkness = draws.uniform(0.7, 1);
        return new Pen(
                radius * draws.uniform(0.85, 1.15),
                radius * draws.uniform(0.75, 1.05),
                Math.min(1, darkness * draws.uniform(0.9, 1.1)),
                Math.min(1, darkness * draws.uniform(0.8, 1.1)));
    }

    /** Draws a thin pen for marks that belong to no digit. */
    static Pen scratching(Draws draws) {
        double radius = draws.uniform(0.4, 0.9);
        double darkness = draws.uniform(0.3, 0.7);
        return new Pen(radius, radius, darkness, darkness);
    }

    double radius(double along) {
        return startRadius + along * (endRadius - startRadius);
    }

    double darkness(double along) {
        return startDarkness + along * (endDarkness - startDarkness);
    }
}
