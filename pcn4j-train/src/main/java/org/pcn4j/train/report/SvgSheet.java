package org.pcn4j.train.report;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.util.Locale;

/** A drawing as SVG: shapes, drawn or filled, and text. For one thread. */
final class SvgSheet {
    private static final String[] COMMANDS = {"M", "L", "Q", "C", "Z"};
    private static final int[] COORDINATES = {2, 2, 4, 6, 0};
    /** A column of a page is as wide as half of a figure. */
    private static final int SHRINKS = 2;

    private final int width;
    private final int height;
    private final StringBuilder elements = new StringBuilder();

    SvgSheet(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** Draws the outline of a shape with round joins, dashed as {@code stroke-dasharray} says, whole where that is empty. */
    void draw(Shape shape, AffineTransform place, Color color, float pen, String dashes) {
        elements.append(String.format(
                Locale.ROOT,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"%s/>\n",
                path(shape, place),
                hex(color),
                number(pen),
                dashes.isEmpty() ? " stroke-linecap=\"round\"" : " stroke-dasharray=\"" + dashes + "\""));
    }

    void fill(Shape shape, AffineTransform place, Color color) {
        elements.append(String.format(Locale.ROOT, "<path d=\"%s\" fill=\"%s\"/>\n", path(shape, place), hex(color)));
    }

    /** Adds an element that is written already. */
    void add(String element) {
        elements.append(element).append('\n');
    }

    /** Writes a text from its anchor on: 0, 0.5 or 1 of its width lies left of x. */
    void write(String text, AffineTransform place, double x, double base, double anchor) {
        double[] at = {x, base};
        place.transform(at, 0, at, 0, 1);
        double degrees = Math.toDegrees(Math.atan2(place.getShearY(), place.getScaleX()));
        String turned = degrees == 0
                ? ""
                : String.format(
                        Locale.ROOT, " transform=\"rotate(%s %s %s)\"", number(degrees), number(at[0]), number(at[1]));
        String side = anchor == 0 ? "start" : anchor == 1 ? "end" : "middle";
        elements.append(String.format(
                Locale.ROOT,
                "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\"%s>%s</text>\n",
                number(at[0]),
                number(at[1]),
                side,
                turned,
                Html.escaped(text)));
    }

    static String path(Shape shape, AffineTransform place) {
        StringBuilder path = new StringBuilder();
        double[] points = new double[6];
        for (PathIterator each = shape.getPathIterator(place); !each.isDone(); each.next()) {
            int kind = each.currentSegment(points);
            path.append(COMMANDS[kind]);
            for (int i = 0; i < COORDINATES[kind]; i++) {
                path.append(i == 0 ? "" : " ").append(number(points[i]));
            }
        }
        return path.toString();
    }

    static String number(double number) {
        return String.format(Locale.ROOT, "%.1f", number).replaceAll("\\.0$", "");
    }

    static String hex(Color color) {
        return String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xffffff);
    }

    /** Returns the whole drawing, on white. */
    String text(int letters, Color ink) {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"DejaVu Sans, Verdana, sans-serif\" font-size=\"%d\" fill=\"%s\">\n"
                                + "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n",
                        width / SHRINKS,
                        height / SHRINKS,
                        width,
                        height,
                        letters,
                        hex(ink),
                        width,
                        height)
                + elements
                + "</svg>\n";
    }
}
