package org.pcn4j.train.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.data.ContactSheet;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pictures that a network made, in rows, each with a name: as a PNG contact sheet, as a page of its own, and in a run's report.
 * Immutable; {@link #with} returns a changed copy.
 *
 * @param rows from the top
 */
public record Gallery(List<Row> rows) {
    private static final int WHITE = 255;
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
                        .map(sample -> Picture.of(
                                shape,
                                Arrays.stream(sample)
                                        .map(level -> Math.max(0, Math.min(1, level)))
                                        .toArray(),
                                0))
                        .toList()));
        return new Gallery(more);
    }

    /**
     * Writes a contact sheet of samples as a PNG file, whole or not at all.
     *
     * @param shape of a sample, [1 or 3, height, width]
     * @param rows at least one, of as many samples each
     * @throws IOException if it cannot be written
     */
    public static void writePng(Path file, Shape shape, List<List<double[]>> rows) throws IOException {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int each = Math.toIntExact(shape.elements());
        byte[] pixels = new byte[Math.multiplyExact(each, columns * rows.size())];
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                double[] sample = rows.get(row).get(column);
                for (int i = 0; i < each; i++) {
                    double level = Math.max(0, Math.min(1, sample[i]));
                    pixels[(row * columns + column) * each + i] = (byte) Math.round(WHITE * level);
                }
            }
        }
        LabeledImages images = new LabeledImages(
                "pictures",
                (int) shape.size(0),
                (int) shape.size(1),
                (int) shape.size(2),
                1,
                pixels,
                new byte[columns * rows.size()]);
        int down = rows.size();
        WholeFile.write(file, channel -> {
            // The channel stays open: it is closed once the file is whole.
            OutputStream png = Channels.newOutputStream(channel);
            ContactSheet.write(images, columns, down, png);
            png.flush();
        });
    }

    /**
     * Returns the gallery as a page, which needs nothing but itself.
     *
     * @param title of the page
     */
    public String page(String title) {
        Asset style = Asset.own("report.css");
        String page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " + style.source()
                + "; img-src data:; base-uri 'none'; form-action 'none'\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>"
                + Html.escaped(title) + "</title>\n<style>" + style.text() + "</style>\n</head>\n<body>\n<header><h1>"
                + Html.escaped(title) + "</h1></header>\n<main><section><div class=\"cards\">\n" + html()
                + "</div></section></main>\n<footer><p class=\"muted\">Written by pcn4j.</p></footer>\n</body>\n</html>\n";
        return new String(page.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
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
