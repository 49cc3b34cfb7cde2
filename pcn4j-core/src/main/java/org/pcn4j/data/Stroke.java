package org.pcn4j.data;

import java.util.Arrays;
import java.util.Locale;

/**
 * One movement of the pen from touch-down to lift-off, given by points in the unit square (x to the right, y
 * downwards). Immutable.
 */
final class Stroke {
    private static final int STEPS = 6;
    private static final double JITTER = 0.026;

    private enum Course {
        STRAIGHT,
        SMOOTH
    }

    private final Course course;
    private final double[] points;

    private Stroke(Course course, String points) {
        this.course = course;
        this.points = Arrays.stream(points.split("[, ]"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        if (this.points.length < 4 || this.points.length % 2 != 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "stroke: expected two or more points x,y, found '%s'", points));
        }
    }

    /** Returns the straight legs between these points, written "x,y x,y …". */
    static Stroke line(String points) {
        return new Stroke(Course.STRAIGHT, points);
    }

    /** Returns the smooth curve (Catmull-Rom spline) through these points, written "x,y x,y …". */
    static Stroke curve(String points) {
        return new Stroke(Course.SMOOTH, points);
    }

    /**
     * Draws the stroke by a shaky hand: moves each point a little and returns a fine polyline x0, y0, x1, y1, … through
     * them.
     */
    double[] trace(Draws draws) {
        double[] moved = points.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += JITTER * draws.bell();
        }
        int legs = moved.length / 2 - 1;
        double[] fine = new double[2 * (legs * STEPS + 1)];
        for (int i = 0; i <= legs * STEPS; i++) {
            int leg = Math.min(i / STEPS, legs - 1);
            double t = (double) (i - leg * STEPS) / STEPS;
            fine[2 * i] = along(moved, 0, leg, t);
            fine[2 * i + 1] = along(moved, 1, leg, t);
        }
        return fine;
    }

    private double along(double[] xy, int axis, int leg, double t) {
        double from = xy[2 * leg + axis];
        double to = xy[2 * leg + 2 + axis];
        if (course == Course.STRAIGHT) {
            return from + t * (to - from);
        }
        // At the two ends the spline has no neighbor to take its direction from and uses the end point itself.
        double before = leg == 0 ? from : xy[2 * leg - 2 + axis];
        double after = 2 * leg + 4 < xy.length ? xy[2 * leg + 4 + axis] : to;
        double leave = (to - before) / 2;
        double arrive = (after - from) / 2;
        double bend = 3 * (to - from) - 2 * leave - arrive;
        double twist = 2 * (from - to) + leave + arrive;
        return from + t * (leave + t * (bend + t * twist));
    }
}
