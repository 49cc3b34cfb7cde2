package org.pcn4j.train.report;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines over a common axis.
 *
 * @param across what the horizontal axis is
 * @param up what the vertical axis is
 * @param scale of the vertical axis; on a logarithmic one numbers that are not positive are left out
 * @param lines those that have nothing to draw are dropped
 */
public record LinePlot(String across, String up, Axis.Scale scale, List<Line> lines) {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1000;
    private static final int TOP = 30;
    private static final int RIGHT = 40;
    private static final int BOTTOM = 120;
    private static final int LINE = 44;
    private static final int MOST_DOTS = 30;
    private static final double DOT = 14;
    private static final double ROOM = 0.04;

    /**
     * A line, broken where a number is missing.
     *
     * @param name in the legend
     * @param xs rising
     * @param ys as many
     */
    public record Line(String name, Color color, Stroke stroke, float width, List<Double> xs, List<Double> ys) {
        /** How it is drawn. */
        public enum Stroke {
            WHOLE,
            DASHED
        }

        /** A line without gaps. */
        public Line(String name, Color color, float width, List<Double> xs, List<Double> ys) {
            this(name, color, Stroke.WHOLE, width, xs, ys);
        }

        /** Takes the pen that draws it. */
        void pen(Canvas canvas, float width) {
            if (stroke == Stroke.DASHED) {
                canvas.dashingPen(color, width);
            } else {
                canvas.pen(color, width);
            }
        }
    }

    private record Point(double x, double y) {}

    /** Drops empty lines. */
    public LinePlot {
        lines = lines.stream().filter(line -> !points(line, scale).isEmpty()).toList();
    }

    /** Returns the points that can be drawn. */
    private static List<Point> points(Line line, Axis.Scale scale) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < line.xs().size(); i++) {
            double y = line.ys().get(i);
            if (Double.isFinite(y) && (scale == Axis.Scale.LINEAR || y > 0)) {
                points.add(new Point(line.xs().get(i), y));
            }
        }
        return points;
    }

    /** Tells whether there is anything to draw. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Returns the plot as SVG. */
    public String svg() {
        return draw().svg();
    }

    Canvas draw() {
        List<Point> all =
                lines.stream().flatMap(line -> points(line, scale).stream()).toList();
        Axis horizontal = Axis.around(
                all.stream().mapToDouble(Point::x).min().orElse(0),
                all.stream().mapToDouble(Point::x).max().orElse(1),
                Axis.Scale.LINEAR,
                0);
        Axis vertical = Axis.around(
                all.stream().mapToDouble(Point::y).min().orElse(0),
                all.stream().mapToDouble(Point::y).max().orElse(1),
                scale,
                ROOM);
        int entries = lines.size() > 1 ? lines.size() : 0;
        boolean sparse = lines.stream().allMatch(line -> points(line, scale).size() <= MOST_DOTS);
        Canvas canvas = new Canvas(WIDTH, HEIGHT);
        int left = 110
                + vertical.ticks().stream()
                        .mapToInt(tick -> canvas.widthOf(Axis.text(tick)))
                        .max()
                        .orElse(0);
        int legend = entries == 0
                ? 0
                : 120
                        + lines.stream()
                                .mapToInt(line -> canvas.widthOf(line.name()))
                                .max()
                                .orElse(0);
        Frame frame = new Frame(
                canvas, horizontal, vertical, left, WIDTH - RIGHT - Math.min(legend, WIDTH / 3), TOP, HEIGHT - BOTTOM);
        frame.draw(across, up);
        for (int i = 0; i < lines.size(); i++) {
            List<Point> points = points(lines.get(i), scale);
            frame.draw(lines.get(i), points);
            if (sparse || points.size() == 1) {
                frame.dots(lines.get(i), points);
            }
            if (entries > 0) {
                frame.entry(lines.get(i), i);
            }
        }
        return canvas;
    }

    /** The rectangle between the axes. */
    private record Frame(
            Canvas canvas, Axis horizontal, Axis vertical, double left, double right, double top, double bottom) {
        double x(double number) {
            return left + horizontal.place(number) * (right - left);
        }

        double y(double number) {
            return bottom - vertical.place(number) * (bottom - top);
        }

        void draw(String across, String up) {
            for (double tick : vertical.ticks()) {
                canvas.pen(Canvas.LINE, 2);
                canvas.draw(new Line2D.Double(left, y(tick), right, y(tick)));
                canvas.write(Axis.text(tick), left - 16, y(tick), 1);
            }
            for (double tick : horizontal.ticks()) {
                canvas.pen(Canvas.LINE, 2);
                canvas.draw(new Line2D.Double(x(tick), top, x(tick), bottom));
                canvas.write(Axis.text(tick), x(tick), bottom + 28, 0.5);
            }
            canvas.pen(Canvas.INK, 2.5f);
            canvas.draw(new Line2D.Double(left, bottom, right, bottom));
            canvas.draw(new Line2D.Double(left, top, left, bottom));
            canvas.write(across, (left + right) / 2, bottom + 82, 0.5);
            canvas.writeUpwards(up, 32, (top + bottom) / 2);
        }

        void draw(Line line, List<Point> points) {
            line.pen(canvas, line.width());
            Path2D path = new Path2D.Double();
            for (int i = 0; i < points.size(); i++) {
                double x = x(points.get(i).x());
                double y = y(points.get(i).y());
                if (i == 0) {
                    path.moveTo(x, y);
                } else {
                    path.lineTo(x, y);
                }
            }
            canvas.draw(path);
        }

        void dots(Line line, List<Point> points) {
            for (Point point : points) {
                canvas.fill(
                        new Ellipse2D.Double(x(point.x()) - DOT / 2, y(point.y()) - DOT / 2, DOT, DOT), line.color());
            }
        }

        void entry(Line line, int index) {
            double middle = top + 20 + index * (double) LINE;
            line.pen(canvas, 6);
            canvas.draw(new Line2D.Double(right + 24, middle, right + 70, middle));
            canvas.write(canvas.fitting(line.name(), WIDTH - right - 90), right + 84, middle, 0);
        }
    }
}
