package org.pcn4j.train.reproduce;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.GridPlot;
import org.pcn4j.train.report.LinePlot;
import org.pcn4j.train.report.LinePlot.Line;
import org.pcn4j.train.report.LinePlot.Line.Stroke;
import org.pcn4j.train.report.NumberText;

/** Plots in the colors of the reports. */
public final class Plots {
    private static final List<Color> COLORS = List.of(
            new Color(0x2368a8),
            new Color(0xc2571a),
            new Color(0x23856d),
            new Color(0x8a4fa3),
            new Color(0xb8860b),
            new Color(0x5a6268),
            new Color(0xa3354a));
    private static final float WIDTH = 5;
    private static final double FAINT = 0.08;

    private Plots() {}

    /** Draws the test accuracy in percent after each epoch, from the first on. */
    public static LinePlot accuracies(Map<String, List<Double>> curves) {
        int epochs = curves.values().stream().mapToInt(List::size).max().orElse(0);
        List<Double> places =
                IntStream.rangeClosed(1, epochs).mapToObj(Double::valueOf).toList();
        return lines("epoch", "test accuracy, %", Scale.LINEAR, places, curves);
    }

    /**
     * Draws lines over common places.
     *
     * @param ys by the names of the lines; one that is shorter ends before the last place. Every other one is dashed, so
     *     that lines that lie on each other can be told apart
     */
    public static LinePlot lines(String across, String up, Scale scale, List<Double> xs, Map<String, List<Double>> ys) {
        List<Line> lines = new ArrayList<>();
        ys.forEach((name, row) -> lines.add(line(name, lines.size(), lines.size() % 2, xs, row)));
        return new LinePlot(across, up, scale, lines);
    }

    /** The same of pairs of lines, each in one color: the first whole, the second dashed. */
    public static LinePlot pairs(String across, String up, Scale scale, List<Double> xs, Map<String, List<Double>> ys) {
        List<Line> lines = new ArrayList<>();
        ys.forEach((name, row) -> lines.add(line(name, lines.size() / 2, lines.size() % 2, xs, row)));
        return new LinePlot(across, up, scale, lines);
    }

    private static Line line(String name, int color, int dashed, List<Double> xs, List<Double> ys) {
        int length = Math.min(xs.size(), ys.size());
        return new Line(
                name,
                COLORS.get(color % COLORS.size()),
                dashed == 0 ? Stroke.WHOLE : Stroke.DASHED,
                dashed == 0 ? WIDTH + 2 : WIDTH,
                xs.subList(0, length),
                ys.subList(0, length));
    }

    /**
     * Draws cells, the stronger in color the larger their number; one that is not finite is strongest.
     *
     * @param numbers of all rows and columns
     * @param most the number that has the strongest color
     */
    public static GridPlot cells(
            String across,
            String down,
            List<String> rows,
            List<String> columns,
            List<List<Double>> numbers,
            double most) {
        return new GridPlot(across, down, rows, columns, new GridPlot.Cells() {
            @Override
            public double strength(int row, int column) {
                double number = numbers.get(row).get(column);
                if (number == 0) {
                    return 0;
                }
                return Double.isFinite(number) ? FAINT + (0.75 - FAINT) * Math.min(1, number / most) : 1;
            }

            @Override
            public Color color(int row, int column) {
                return COLORS.get(Double.isFinite(numbers.get(row).get(column)) ? 0 : 1);
            }

            @Override
            public String text(int row, int column) {
                double number = numbers.get(row).get(column);
                return Double.isFinite(number) ? shortly(number) : "∞";
            }
        });
    }

    private static String shortly(double number) {
        double power = number == 0 ? 0 : Math.floor(Math.log10(Math.abs(number)));
        if (power < -3 || power > 3) {
            return String.format(Locale.ROOT, "%.0e", number).replaceAll("e\\+?(-?)0*", "e$1");
        }
        double unit = Math.pow(10, power - 1);
        return NumberText.of(Math.round(number / unit) * unit);
    }
}
