package org.pcn4j.train.report;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.util.List;

/**
 * The names of classes below bars: side by side where they fit, else upwards and smaller. Bars too narrow to be named one by
 * one have no names.
 *
 * @param classes what the classes are called
 * @param width of all the bars together
 */
record ClassTicks(List<String> classes, double width) {
    private static final int LEVEL = 34;
    private static final int UPRIGHT = 100;
    private static final double SMALLEST = 0.4;
    private static final int GAP = 4;

    private double each() {
        return width / classes.size();
    }

    private boolean fit(Canvas canvas) {
        return classes.stream().allMatch(name -> canvas.widthOf(name) < each());
    }

    private double scale() {
        return Math.min(1, each() / Canvas.LETTERS);
    }

    /** Returns how much room the names take below the bars. */
    int height(Canvas canvas) {
        return fit(canvas) ? LEVEL : scale() < SMALLEST ? 0 : UPRIGHT;
    }

    /**
     * Writes the names.
     *
     * @param left of the first bar
     * @param base where the bars stand
     */
    void write(Canvas canvas, double left, double base) {
        int height = height(canvas);
        for (int c = 0; c < classes.size() && height > 0; c++) {
            double x = left + (c + 0.5) * each();
            if (height == LEVEL) {
                canvas.write(classes.get(c), x, base + LEVEL / 2.0 + 2, 0.5);
            } else {
                writeUpwards(canvas, classes.get(c), x, base + GAP);
            }
        }
    }

    /** The end of the name stands below its bar. */
    private void writeUpwards(Canvas canvas, String name, double x, double top) {
        Graphics2D graphics = canvas.graphics();
        AffineTransform before = graphics.getTransform();
        graphics.translate(x, top);
        graphics.rotate(-Math.PI / 2);
        graphics.scale(scale(), scale());
        canvas.write(canvas.fitting(name, (UPRIGHT - 2 * GAP) / scale()), 0, 0, 1);
        graphics.setTransform(before);
    }
}
