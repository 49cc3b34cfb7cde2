package org.pcn4j.train.report;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * Numbers as cells.
 *
 * @param across what the columns are
 * @param down what the rows are
 * @param rows their names
 * @param columns their names
 * @param cells of all rows and columns
 */
public record GridPlot(String across, String down, List<String> rows, List<String> columns, Cells cells) {
    private static final int MARGIN = 30;
    private static final int NAMES = 80;
    private static final int MOST_NAME = 320;
    private static final int GRID_WIDTH = 1100;
    private static final int MOST_CELL = 96;
    private static final int LEAST_CELL = 6;
    private static final int READABLE = 34;
    private static final int WHITE = 255;

    /** What a cell looks like. */
    public interface Cells {
        /** Returns how strong its color is, from 0 to 1. */
        double strength(int row, int column);

        /** Returns its color where it is strongest. */
        Color color(int row, int column);

        /** Returns what is written in it; may be empty. */
        String text(int row, int column);
    }

    /** Returns the plot as SVG. */
    public String svg() {
        return draw().svg();
    }

    Canvas draw() {
        int cell = Math.max(LEAST_CELL, Math.min(MOST_CELL, GRID_WIDTH / columns.size()));
        int rowHeight = Math.max(LEAST_CELL, Math.min(cell, MOST_CELL));
        rowHeight = rows.size() * rowHeight > 2 * GRID_WIDTH
                ? Math.max(LEAST_CELL, 2 * GRID_WIDTH / rows.size())
                : Math.max(rowHeight, rows.size() < READABLE ? READABLE + 6 : LEAST_CELL);
        Canvas ruler = new Canvas(1, 1);
        int names =
                Math.min(MOST_NAME, rows.stream().mapToInt(ruler::widthOf).max().orElse(0));
        int left = MARGIN + Canvas.LETTERS + MARGIN + names + MARGIN / 2;
        Canvas canvas =
                new Canvas(left + columns.size() * cell + MARGIN, MARGIN + rows.size() * rowHeight + NAMES + MARGIN);
        canvas.fill(new Rectangle2D.Double(left, MARGIN, columns.size() * cell, rows.size() * rowHeight), Canvas.SOFT);
        for (int row = 0; row < rows.size(); row++) {
            double middle = MARGIN + (row + 0.5) * rowHeight;
            if (row % ((READABLE + rowHeight - 1) / rowHeight) == 0) {
                canvas.write(canvas.fitting(rows.get(row), names), left - MARGIN / 2.0, middle, 1);
            }
            for (int column = 0; column < columns.size(); column++) {
                cell(
                        canvas,
                        row,
                        column,
                        new Rectangle2D.Double(
                                left + (double) column * cell, MARGIN + (double) row * rowHeight, cell, rowHeight));
            }
        }
        int widest = columns.stream().mapToInt(canvas::widthOf).max().orElse(0) + MARGIN / 2;
        int every = Math.max(1, (Math.min(widest, 2 * MOST_CELL) + cell - 1) / cell);
        double bottom = MARGIN + (double) rows.size() * rowHeight;
        for (int column = 0; column < columns.size(); column += every) {
            canvas.write(
                    canvas.fitting(columns.get(column), every * (double) cell),
                    left + (column + 0.5) * cell,
                    bottom + 26,
                    0.5);
        }
        canvas.write(across, left + columns.size() * cell / 2.0, bottom + NAMES, 0.5);
        canvas.writeUpwards(down, MARGIN, MARGIN + rows.size() * rowHeight / 2.0);
        return canvas;
    }

    private void cell(Canvas canvas, int row, int column, Rectangle2D place) {
        double strength = cells.strength(row, column);
        if (strength > 0) {
            canvas.fill(place, mixed(cells.color(row, column), strength));
        }
        String text = cells.text(row, column);
        if (!text.isEmpty() && canvas.widthOf(text) < place.getWidth() && place.getHeight() >= READABLE) {
            canvas.write(text, place.getCenterX(), place.getCenterY(), 0.5);
        }
    }

    private static Color mixed(Color color, double strength) {
        return new Color(
                mixed(color.getRed(), strength), mixed(color.getGreen(), strength), mixed(color.getBlue(), strength));
    }

    private static int mixed(int level, double strength) {
        return (int) Math.round(WHITE + Math.min(1, strength) * (level - WHITE));
    }
}
