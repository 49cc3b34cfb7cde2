package org.pcn4j.train.report;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.run.RunException;

/**
 * Pictures in rows and columns, as what was stored beside what was recalled.
 *
 * @param heads what the columns show
 * @param rows at least one
 */
public record PictureTable(List<String> heads, List<Row> rows) {
    private static final int SIDE = 140;
    private static final int GAP = 16;
    private static final int LETTERS = 44;

    /**
     * Pictures side by side.
     *
     * @param name what the page calls them
     * @param note what the page says of them, if anything
     * @param pictures as many as there are columns, all of one size
     */
    public record Row(String name, String note, List<Picture> pictures) {
        /** Copies the list. */
        public Row {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is no row, or one has another number of pictures than there are columns
     */
    public PictureTable {
        heads = List.copyOf(heads);
        rows = List.copyOf(rows);
        int columns = heads.size();
        if (rows.isEmpty() || rows.stream().anyMatch(row -> row.pictures().size() != columns)) {
            throw new IllegalArgumentException("expected at least one row of " + columns + " pictures");
        }
    }

    /**
     * Shows numbers from 0, black, to 1, white; what lies beyond is cut off.
     *
     * @param shape of the picture: [1 or 3, height, width]
     * @param numbers of many pictures
     * @param index which of them, from 0
     */
    public static Picture picture(Shape shape, double[] numbers, int index) {
        int width = Math.toIntExact(shape.elements());
        double[] own = new double[width];
        for (int i = 0; i < width; i++) {
            own[i] = Picture.shown(numbers[index * width + i]);
        }
        return Picture.of(shape, own, 0);
    }

    /**
     * Writes the pictures with the heads of the columns to a PNG file, in place of an earlier one.
     *
     * @throws RunException if it cannot be written
     */
    public void save(Path png) {
        draw().save(png);
    }

    /** Returns the same picture as SVG that holds it. */
    public String svg() {
        Canvas canvas = draw();
        int width = canvas.width() / 2;
        int height = canvas.height() / 2;
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">"
                        + "<image width=\"%d\" height=\"%d\" href=\"%s\"/></svg>%n",
                width,
                height,
                width,
                height,
                width,
                height,
                canvas.dataUri());
    }

    private Canvas draw() {
        int columns = heads.size();
        Canvas canvas = new Canvas(GAP + columns * (SIDE + GAP), LETTERS + GAP + rows.size() * (SIDE + GAP));
        canvas.graphics()
                .setRenderingHint(
                        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        for (int column = 0; column < columns; column++) {
            int x = GAP + column * (SIDE + GAP);
            canvas.write(canvas.fitting(heads.get(column), SIDE + GAP / 2.0), x + SIDE / 2.0, GAP + 12, 0.5);
            for (int row = 0; row < rows.size(); row++) {
                BufferedImage image = image(rows.get(row).pictures().get(column));
                double scale = (double) SIDE / Math.max(image.getWidth(), image.getHeight());
                int width = (int) Math.round(scale * image.getWidth());
                int height = (int) Math.round(scale * image.getHeight());
                canvas.graphics().drawImage(image, x, LETTERS + GAP + row * (SIDE + GAP), width, height, null);
            }
        }
        return canvas;
    }

    private static BufferedImage image(Picture picture) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png()));
            if (image != null) {
                return image;
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory can always be read: " + e.getMessage(), e);
        }
        throw new IllegalStateException("a picture is no PNG");
    }

    /**
     * Writes a page with the pictures, in place of an earlier one.
     *
     * @param title of the page
     * @param lines what stands above the pictures, a paragraph each
     * @param plots what stands below them
     * @throws RunException if it cannot be written
     */
    public void savePage(Path html, String title, List<String> lines, List<LinePlot> plots) {
        StringBuilder main = new StringBuilder();
        main.append("<table class=\"picture-table\"><thead><tr><th></th>");
        heads.forEach(head -> main.append("<th>").append(Html.escaped(head)).append("</th>"));
        main.append("<th></th></tr></thead>\n<tbody>\n");
        rows.forEach(row -> tell(row, main));
        main.append("</tbody></table>\n");
        plots.stream()
                .filter(plot -> !plot.isEmpty())
                .forEach(plot -> main.append("<figure>").append(plot.svg()).append("</figure>\n"));
        new StandalonePage(title, "pictures.css", lines, main.toString()).save(html);
    }

    private void tell(Row row, StringBuilder page) {
        page.append("<tr><th>").append(Html.escaped(row.name())).append("</th>");
        for (int i = 0; i < heads.size(); i++) {
            page.append("<td><img alt=\"")
                    .append(Html.escaped(heads.get(i) + " of " + row.name()))
                    .append("\" src=\"")
                    .append(row.pictures().get(i).dataUri())
                    .append("\"></td>");
        }
        page.append("<td class=\"muted\">").append(Html.escaped(row.note())).append("</td></tr>\n");
    }
}
