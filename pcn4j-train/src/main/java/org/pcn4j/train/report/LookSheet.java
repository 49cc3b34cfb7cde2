package org.pcn4j.train.report;

import java.awt.Color;
import java.awt.Image;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pcn4j.systems.sensing.Glimpses;
import org.pcn4j.systems.sensing.Look;
import org.pcn4j.train.run.RunException;

/**
 * Looks at pictures, a row each: the picture with the places that were looked at, numbered in their order, and then after each
 * look what has been seen and, below it, how likely each class is then.
 *
 * @param glimpses the places
 * @param classes what the classes are called
 * @param rows the pictures, at least one
 */
public record LookSheet(Glimpses glimpses, List<String> classes, List<Row> rows) {
    private static final int SIDE = 220;
    private static final int GAP = 24;
    private static final int BARS = 110;
    private static final int CAPTION = 44;
    private static final int ROW = SIDE + BARS + 2 * CAPTION + GAP;
    private static final float PEN = 4;
    private static final Color FRAME = new Color(0xc2571a);
    private static final Color BAR = new Color(0x2368a8);
    private static final int UNSEEN = 0x8d9794;
    private static final int LEVELS = 255;
    private static final int GRAY = 1;

    /**
     * A picture and how it was looked at.
     *
     * @param name of the picture
     * @param pixels from 0, black, to 1, white, channel by channel and row by row; not copied
     * @param looks in their order
     */
    @SuppressWarnings("ArrayRecordComponent") // The pixels are drawn and never compared.
    public record Row(String name, double[] pixels, List<Look> looks) {
        /** Copies the list. */
        public Row {
            looks = List.copyOf(looks);
        }
    }

    /** Copies the lists. */
    public LookSheet {
        classes = List.copyOf(classes);
        rows = List.copyOf(rows);
    }

    /**
     * Writes the sheet to a PNG file, in place of an earlier one.
     *
     * @throws RunException if it cannot be written
     */
    public void save(Path png) {
        draw(rows).save(png);
    }

    private Canvas draw(List<Row> some) {
        int looks = some.stream().mapToInt(row -> row.looks().size()).max().orElse(0);
        int height = ROW + ticks().height(new Canvas(1, 1));
        Canvas canvas = new Canvas(GAP + (looks + 1) * (SIDE + GAP), GAP + some.size() * height);
        for (int i = 0; i < some.size(); i++) {
            draw(canvas, some.get(i), GAP + i * height);
        }
        return canvas;
    }

    private ClassTicks ticks() {
        return new ClassTicks(classes, SIDE);
    }

    private void draw(Canvas canvas, Row row, int top) {
        boolean[] seen = new boolean[row.pixels().length];
        picture(canvas, row, GAP, top, seen, true);
        row.looks().forEach(look -> frame(canvas, look.place(), GAP, top));
        number(canvas, row.looks(), top);
        canvas.write(canvas.fitting(row.name(), SIDE), GAP + SIDE / 2.0, top + SIDE + CAPTION / 2.0, 0.5);
        for (int k = 0; k < row.looks().size(); k++) {
            int left = GAP + (k + 1) * (SIDE + GAP);
            Look look = row.looks().get(k);
            glimpses.pixels(look.place()).forEach(pixel -> seen[pixel] = true);
            picture(canvas, row, left, top, seen, false);
            frame(canvas, look.place(), left, top);
            belief(canvas, look, left, top + SIDE);
        }
    }

    private double scale() {
        return (double) SIDE / Math.max(glimpses.height(), glimpses.width());
    }

    private void picture(Canvas canvas, Row row, int left, int top, boolean[] seen, boolean whole) {
        BufferedImage image = new BufferedImage(glimpses.width(), glimpses.height(), BufferedImage.TYPE_INT_RGB);
        int plane = glimpses.width() * glimpses.height();
        for (int place = 0; place < plane; place++) {
            int color = 0;
            for (int channel = 0; channel < 3; channel++) {
                int from = (glimpses.channels() == GRAY ? 0 : channel) * plane + place;
                double level = Picture.shown(row.pixels()[from]);
                color = color << 8 | (int) Math.round(LEVELS * level);
            }
            image.setRGB(place % glimpses.width(), place / glimpses.width(), whole || seen[place] ? color : UNSEEN);
        }
        int width = (int) Math.round(scale() * glimpses.width());
        int height = (int) Math.round(scale() * glimpses.height());
        canvas.graphics().drawImage(image.getScaledInstance(width, height, Image.SCALE_REPLICATE), left, top, null);
    }

    private void frame(Canvas canvas, int place, int left, int top) {
        double x = left + scale() * glimpses.left(place);
        double y = top + scale() * glimpses.top(place);
        double size = scale() * glimpses.size();
        canvas.pen(FRAME, PEN);
        canvas.draw(new Rectangle2D.Double(x, y, size, size));
    }

    /** Numbers the frames of the whole picture, each number on a ground of its own: a picture may be of any color. */
    private void number(Canvas canvas, List<Look> looks, int top) {
        List<Point2D> corners = new ArrayList<>();
        List<Double> widths = new ArrayList<>();
        for (int k = 0; k < looks.size(); k++) {
            int place = looks.get(k).place();
            corners.add(new Point2D.Double(GAP + scale() * glimpses.left(place), top + scale() * glimpses.top(place)));
            widths.add(Math.max(Canvas.LETTERS, canvas.widthOf(Integer.toString(k + 1)) + (double) PEN));
        }
        Rectangle2D picture = new Rectangle2D.Double(GAP, top, scale() * glimpses.width(), scale() * glimpses.height());
        List<Rectangle2D> grounds = new LabelPlacement(picture, Canvas.LETTERS).place(corners, widths);
        for (int k = 0; k < grounds.size(); k++) {
            Rectangle2D ground = grounds.get(k);
            canvas.fill(ground, Color.WHITE);
            canvas.write(Integer.toString(k + 1), ground.getCenterX(), ground.getCenterY(), 0.5);
        }
    }

    /** Draws a bar for each class, its name below it and, below all, the likeliest. */
    private void belief(Canvas canvas, Look look, int left, int top) {
        int count = classes.size();
        double width = (double) SIDE / count;
        int base = top + GAP / 2 + BARS;
        for (int c = 0; c < count; c++) {
            double height = BARS * look.belief().get(c);
            canvas.fill(
                    new Rectangle2D.Double(left + c * width + 1, base - height, Math.max(1, width - 2), height), BAR);
        }
        canvas.pen(Canvas.INK, 2);
        canvas.draw(new Rectangle2D.Double(left, base, SIDE, 0));
        String words = classes.get(look.answer()) + ": " + percent(look.belief().get(look.answer()));
        ticks().write(canvas, left, base);
        double middle = base + ticks().height(canvas) + CAPTION / 2.0 + 6;
        canvas.write(canvas.fitting(words, SIDE), left + SIDE / 2.0, middle, 0.5);
    }

    /** Returns a probability in percent, rounded. */
    public static String percent(double p) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * p);
    }

    /** Returns the likeliest classes after a look, as in {@code 7 83 %, 9 16 %}: those of one percent at least, three at most. */
    public String summary(Look look) {
        List<String> words = new ArrayList<>();
        IntStream.range(0, classes.size())
                .boxed()
                .sorted(Comparator.comparing((Integer c) -> -look.belief().get(c)))
                .limit(3)
                .filter(c -> look.belief().get(c) >= 0.01)
                .forEach(c ->
                        words.add(classes.get(c) + " " + percent(look.belief().get(c))));
        return String.join(", ", words);
    }

    /**
     * Writes a page with the sheet and the belief after each look, in place of an earlier one.
     *
     * @param title of the page
     * @throws RunException if it cannot be written
     */
    public void savePage(Path html, String title) {
        StringBuilder main = new StringBuilder();
        rows.forEach(row -> tell(row, main));
        new StandalonePage(title, "looks.css", List.of(), main.toString()).save(html);
    }

    private void tell(Row row, StringBuilder page) {
        page.append("<section class=\"looks\"><h2>")
                .append(Html.escaped(row.name()))
                .append("</h2>\n<img alt=\"what has been seen after each look, and the belief\" src=\"")
                .append(draw(List.of(row)).dataUri())
                .append("\">\n<table><thead><tr><th>look</th><th>row</th><th>column</th><th>expected, nats</th>")
                .append("<th>left, nats</th>");
        classes.forEach(name -> page.append("<th>").append(Html.escaped(name)).append("</th>"));
        page.append("</tr></thead>\n<tbody>\n");
        for (int k = 0; k < row.looks().size(); k++) {
            Look look = row.looks().get(k);
            page.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%d</td><td>%d</td><td>%d</td><td>%s</td><td>%.2f</td>",
                    k + 1,
                    glimpses.top(look.place()),
                    glimpses.left(look.place()),
                    look.gains().isEmpty()
                            ? "–"
                            : String.format(Locale.ROOT, "%.2f", look.gains().get(look.place())),
                    look.entropy()));
            look.belief().forEach(p -> page.append("<td>").append(percent(p)).append("</td>"));
            page.append("</tr>\n");
        }
        page.append("</tbody></table></section>\n");
    }
}
