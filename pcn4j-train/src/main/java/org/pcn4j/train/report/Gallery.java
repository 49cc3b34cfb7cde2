package org.pcn4j.train.report;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pictures that a network made, in rows, each with a name: in a run's report and on the pages of reproduced experiments.
 * Immutable; {@link #with} returns a changed copy.
 *
 * @param rows from the top
 */
public record Gallery(List<Row> rows) {
    private static final int SIDE = 56;
    private static final int GAP = 8;
    private static final int LINE = 26;

    /**
     * Pictures side by side.
     *
     * @param name of what they are
     * @param pictures of one size
     */
    public record Row(String name, List<Picture> pictures) {
        /** Copies the list. */
        public Row {
            pictures = List.copyOf(pictures);
        }
    }

    /** Copies the list. */
    public Gallery {
        rows = List.copyOf(rows);
    }

    /** Returns a gallery without a picture. */
    public static Gallery empty() {
        return new Gallery(List.of());
    }

    /** Tells whether samples of a shape can be shown: [1 or 3, height, width]. */
    public static boolean shows(Shape shape) {
        return Picture.visible(shape).isPresent();
    }

    /**
     * Returns this gallery with one row more.
     *
     * @param shape of a sample, [1 or 3, height, width]
     * @param samples at least one, each of as many numbers, from 0, black, to 1; what is beyond is cut off
     */
    public Gallery with(String name, Shape shape, List<double[]> samples) {
        List<Row> more = new ArrayList<>(rows);
        more.add(new Row(
                name,
                samples.stream()
                        .map(sample -> PictureTable.picture(shape, sample, 0))
                        .toList()));
        return new Gallery(more);
    }

    /** Returns the gallery as a picture that holds its pictures: a row each, with its name above. */
    public String svg() {
        int most = rows.stream().mapToInt(row -> row.pictures().size()).max().orElse(0);
        int width = GAP + most * (SIDE + GAP);
        int each = LINE + SIDE + GAP;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"14\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n",
                width,
                GAP + rows.size() * each));
        for (int i = 0; i < rows.size(); i++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" fill=\"#333333\">%s</text>\n",
                    GAP,
                    i * each + LINE - GAP / 2,
                    Html.escaped(rows.get(i).name())));
            for (int k = 0; k < rows.get(i).pictures().size(); k++) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<image x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" style=\"image-rendering:pixelated\""
                                + " href=\"%s\"/>\n",
                        GAP + k * (SIDE + GAP),
                        i * each + LINE,
                        SIDE,
                        SIDE,
                        rows.get(i).pictures().get(k).dataUri()));
            }
        }
        return svg.append("</svg>\n").toString();
    }

    /** Returns the rows as parts of a page. */
    String html() {
        StringBuilder html = new StringBuilder();
        for (Row row : rows) {
            html.append("<div class=\"card wide\"><h3>")
                    .append(Html.escaped(row.name()))
                    .append("</h3><div class=\"pictures small\">");
            for (int i = 0; i < row.pictures().size(); i++) {
                html.append("<figure>");
                Parts.image(html, row.pictures().get(i), row.name() + ", " + (i + 1));
                html.append("</figure>");
            }
            html.append("</div></div>\n");
        }
        return html.toString();
    }

    /**
     * Writes the gallery into a run, in place of an earlier one.
     *
     * @throws RunException if it cannot be written
     */
    public void write(RunFolder run) {
        try {
            WholeFile.write(run.gallery(), JsonMapper.shared().writeValueAsString(this));
        } catch (IOException e) {
            throw new RunException("cannot write '" + run.gallery() + "': " + Reason.of(e), e);
        }
    }

    /**
     * Reads the gallery of a run.
     *
     * @return nothing if it has none
     * @throws RunException if it cannot be read, or is damaged
     */
    static Optional<Gallery> read(RunFolder run) {
        if (!Files.exists(run.gallery())) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonMapper.shared().readValue(Files.readString(run.gallery()), Gallery.class));
        } catch (IOException e) {
            throw new RunException("cannot read '" + run.gallery() + "': " + Reason.of(e), e);
        } catch (JacksonException | NullPointerException | IllegalArgumentException e) {
            throw new RunException("'" + run.gallery() + "' is damaged: " + e.getMessage(), e);
        }
    }
}
