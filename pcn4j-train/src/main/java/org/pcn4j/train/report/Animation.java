package org.pcn4j.train.report;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A picture that moves: lines and discs in a room, and bars below it, as SVG that needs nothing else. Where pictures do not
 * move, one moment of it is seen.
 *
 * @param wide from the middle of the room to its left and right wall, in units of the room
 * @param high from its middle to its upper and lower wall
 * @param seconds that it takes, before it begins anew
 * @param still the moment that is seen where pictures do not move, from 0 on
 * @param things in the room, those in front last
 * @param bars below it
 * @param marks on the bar of time, below all, by their share of the time
 */
public record Animation(
        double wide, double high, double seconds, int still, List<Thing> things, List<Bar> bars, List<Mark> marks) {
    private static final int WIDTH = 1200;
    private static final int MARGIN = 30;
    private static final int ROW = 46;
    private static final int NAMES = 190;
    private static final int CORNERS = 4;

    /** Copies the lists. */
    public Animation {
        things = List.copyOf(things);
        bars = List.copyOf(bars);
        marks = List.copyOf(marks);
    }

    /** What is in the room, at the same number of moments each. */
    public sealed interface Thing {}

    /**
     * A line through points.
     *
     * @param moments of each moment its points, [x, y]
     * @param pen its width, in pixels
     */
    public record Limbs(Color color, double pen, List<List<double[]>> moments) implements Thing {}

    /**
     * A disc.
     *
     * @param radius in units of the room
     * @param moments of each moment where its middle is, [x, y]
     */
    public record Disc(Color color, double radius, List<double[]> moments) implements Thing {}

    /**
     * The way that something goes, which does not move.
     *
     * @param points [x, y]
     */
    public record Trail(Color color, List<double[]> points) implements Thing {}

    /**
     * A bar below the room.
     *
     * @param shares how long it is at each moment, from 0 to 1
     */
    public record Bar(String name, Color color, List<Double> shares) {}

    /** A moment with a name. */
    public record Mark(String name, double share) {}

    /** Returns the picture as SVG. */
    public String svg() {
        double scale = (WIDTH - 2 * MARGIN) / (2 * wide);
        int room = (int) Math.round(2 * high * scale);
        int below = MARGIN + room + MARGIN;
        SvgSheet sheet = new SvgSheet(WIDTH, below + (bars.size() + 2) * ROW);
        AffineTransform place = new AffineTransform(scale, 0, 0, -scale, MARGIN + wide * scale, MARGIN + high * scale);
        sheet.fill(
                new Rectangle2D.Double(MARGIN, MARGIN, WIDTH - 2.0 * MARGIN, room), new AffineTransform(), Canvas.SOFT);
        for (Thing thing : things) {
            draw(sheet, place, thing);
        }
        for (int row = 0; row < bars.size(); row++) {
            bar(sheet, bars.get(row), below + (double) row * ROW);
        }
        time(sheet, below + (double) bars.size() * ROW);
        return sheet.text(Canvas.LETTERS, Canvas.INK);
    }

    private void draw(SvgSheet sheet, AffineTransform place, Thing thing) {
        if (thing instanceof Limbs line) {
            List<String> paths = line.moments().stream()
                    .map(points -> SvgSheet.path(path(points), place))
                    .toList();
            sheet.add(String.format(
                    Locale.ROOT,
                    "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\""
                            + " stroke-linecap=\"round\">%s</path>",
                    paths.get(still),
                    SvgSheet.hex(line.color()),
                    SvgSheet.number(line.pen()),
                    moving("d", paths)));
        } else if (thing instanceof Disc disc) {
            List<double[]> middles = disc.moments().stream()
                    .map(middle -> {
                        double[] at = middle.clone();
                        place.transform(at, 0, at, 0, 1);
                        return at;
                    })
                    .toList();
            Function<Integer, List<String>> of =
                    k -> middles.stream().map(at -> SvgSheet.number(at[k])).toList();
            sheet.add(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\">%s%s</circle>",
                    of.apply(0).get(still),
                    of.apply(1).get(still),
                    SvgSheet.number(disc.radius() * place.getScaleX()),
                    SvgSheet.hex(disc.color()),
                    moving("cx", of.apply(0)),
                    moving("cy", of.apply(1))));
        } else if (thing instanceof Trail trail && !trail.points().isEmpty()) {
            sheet.draw(path(trail.points()), place, trail.color(), 2, "6 8");
        }
    }

    private void bar(SvgSheet sheet, Bar bar, double top) {
        double length = WIDTH - NAMES - 2.0 * MARGIN;
        sheet.write(bar.name(), new AffineTransform(), MARGIN, top + Canvas.LETTERS, 0);
        sheet.fill(
                new Rectangle2D.Double(MARGIN + NAMES, top + MARGIN / 3.0, length, MARGIN - CORNERS),
                new AffineTransform(),
                Canvas.SOFT);
        List<String> widths = bar.shares().stream()
                .map(share -> SvgSheet.number(share * length))
                .toList();
        grown(sheet, top, widths.get(still), bar.color(), moving("width", widths));
    }

    private void time(SvgSheet sheet, double top) {
        double length = WIDTH - NAMES - 2.0 * MARGIN;
        List<String> widths = List.of("0", SvgSheet.number(length));
        int last = Math.max(1, moments() - 1);
        sheet.write("time", new AffineTransform(), MARGIN, top + Canvas.LETTERS, 0);
        grown(sheet, top, SvgSheet.number(length * still / last), Canvas.INK, moving("width", widths));
        for (Mark mark : marks) {
            double x = MARGIN + NAMES + mark.share() * length;
            Path2D.Double tick = new Path2D.Double();
            tick.moveTo(x, top);
            tick.lineTo(x, top + ROW);
            sheet.draw(tick, new AffineTransform(), Canvas.INK, 2, "");
            sheet.write(
                    mark.name(), new AffineTransform(), x, top + ROW + Canvas.LETTERS, mark.share() > 0.8 ? 1 : 0.5);
        }
    }

    private int moments() {
        return bars.isEmpty() ? 1 : bars.get(0).shares().size();
    }

    private static void grown(SvgSheet sheet, double top, String width, Color color, String moving) {
        sheet.add(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%s\" width=\"%s\" height=\"%d\" fill=\"%s\">%s</rect>",
                MARGIN + NAMES,
                SvgSheet.number(top + MARGIN / 3.0),
                width,
                MARGIN - CORNERS,
                SvgSheet.hex(color),
                moving));
    }

    private String moving(String attribute, List<String> values) {
        return String.format(
                Locale.ROOT,
                "<animate attributeName=\"%s\" dur=\"%ss\" repeatCount=\"indefinite\" values=\"%s\"/>",
                attribute,
                SvgSheet.number(seconds),
                values.stream().collect(Collectors.joining(";")));
    }

    private static Path2D.Double path(List<double[]> points) {
        Path2D.Double path = new Path2D.Double();
        for (double[] point : points) {
            if (path.getCurrentPoint() == null) {
                path.moveTo(point[0], point[1]);
            } else {
                path.lineTo(point[0], point[1]);
            }
        }
        return path;
    }
}
