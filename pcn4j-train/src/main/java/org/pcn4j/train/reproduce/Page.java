package org.pcn4j.train.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.train.report.Animation;
import org.pcn4j.train.report.Gallery;
import org.pcn4j.train.report.GridPlot;
import org.pcn4j.train.report.LinePlot;
import org.pcn4j.train.report.PictureTable;

/** A page of Markdown, written from the top down, and the plots that it shows. For one thread. */
public final class Page {
    private static final int WIDTH = 120;

    private final String name;
    private final Origin origin;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> plots = new LinkedHashMap<>();

    /** What the numbers of a page are, beside those that its conclusions were read off. */
    public enum Origin {
        /** The same: default size, default seeds and the data sets that were there. */
        DEFAULT_RUN,
        /** Others. */
        OTHER_RUN
    }

    /**
     * Begins a page of the default run.
     *
     * @param name before the names of its plots
     */
    public Page(String name) {
        this(name, Origin.DEFAULT_RUN);
    }

    /** Begins a page, of another run if it is said. */
    public Page(String name, Origin origin) {
        this.name = name;
        this.origin = origin;
    }

    /** Writes a heading. */
    public Page heading(String words) {
        text.append("## ").append(words).append("\n\n");
        return this;
    }

    /** Writes a paragraph. */
    public Page paragraph(String words) {
        text.append(wrapped(words, "")).append("\n\n");
        return this;
    }

    /** Writes points of a list. */
    public Page points(List<String> points) {
        points.forEach(each -> text.append(wrapped("* " + each, "  ")).append('\n'));
        text.append('\n');
        return this;
    }

    /** Writes what was concluded from the default run; on a page of another run it says so. */
    public Page conclusions(List<String> points) {
        if (origin == Origin.OTHER_RUN) {
            paragraph(
                    "What follows was read off the default run (`pcn4j reproduce` without `--tiny`, `--full`, `--seeds` or"
                            + " `--arithmetic`, on the published data), not off these numbers:");
        }
        return points(points);
    }

    /** Writes a table. */
    public Page table(List<String> heads, List<List<String>> rows) {
        row(heads);
        text.append("|").append("---|".repeat(heads.size())).append('\n');
        rows.forEach(this::row);
        text.append('\n');
        return this;
    }

    private void row(List<String> cells) {
        text.append("| ")
                .append(String.join(
                        " | ",
                        cells.stream().map(cell -> cell.replace("|", "\\|")).toList()))
                .append(" |\n");
    }

    /** Shows a plot, if there is anything to draw. */
    public Page plot(String plot, String caption, LinePlot lines) {
        return lines.isEmpty() ? this : svg(plot, caption, lines.svg());
    }

    /** Shows a plot of cells. */
    public Page plot(String plot, String caption, GridPlot cells) {
        return svg(plot, caption, cells.svg());
    }

    /** Shows a picture that moves. */
    public Page animation(String plot, String caption, Animation moving) {
        return svg(plot, caption, moving.svg());
    }

    /** Shows pictures in rows and columns. */
    public Page pictures(String plot, String caption, PictureTable table) {
        return svg(plot, caption, table.svg());
    }

    /** Shows pictures, if there are any. */
    public Page pictures(String plot, String caption, Gallery pictures) {
        return pictures.rows().isEmpty() ? this : svg(plot, caption, pictures.svg());
    }

    private Page svg(String plot, String caption, String svg) {
        String file = name + "-" + plot + ".svg";
        plots.put(file, svg);
        text.append("![")
                .append(plot.replace('-', ' '))
                .append("](")
                .append(file)
                .append(")\n\n");
        return paragraph("*" + caption + "*");
    }

    private static String wrapped(String words, String indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                line.append(word);
            } else {
                line.append(line.length() == 0 || line.toString().equals(indent) ? "" : " ")
                        .append(word);
            }
        }
        lines.add(line.toString());
        return String.join("\n", lines);
    }

    /** Returns what was written. */
    public String text() {
        return text.toString();
    }

    /** Returns the plots as SVG, by the names of their files. */
    public Map<String, String> plots() {
        return Map.copyOf(plots);
    }
}
