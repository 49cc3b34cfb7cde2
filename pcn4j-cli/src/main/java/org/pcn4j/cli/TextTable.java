package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows of words in aligned columns: the first to the left, the others, mostly numbers, to the right unless told. */
final class TextTable {
    private static final String GAP = "   ";

    private final Set<Integer> left;
    private final List<List<String>> rows = new ArrayList<>();
    private final Map<Integer, String> remarks = new HashMap<>();

    /**
     * Begins a table.
     *
     * @param heads of the columns
     */
    TextTable(List<String> heads) {
        this(heads, Set.of(0));
    }

    /**
     * Begins a table.
     *
     * @param heads of the columns
     * @param left the columns, from 0, that are aligned to the left
     */
    TextTable(List<String> heads, Set<Integer> left) {
        this.left = Set.copyOf(left);
        rows.add(List.copyOf(heads));
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if it has not as many cells as there are columns
     */
    void add(List<String> cells) {
        if (cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException("a row of " + cells.size() + " cells in a table of "
                    + rows.get(0).size() + " columns");
        }
        rows.add(List.copyOf(cells));
    }

    /** Adds a row of a first cell and a remark, which takes the room of all others and is as long as it likes. */
    void addRemark(String first, String remark) {
        List<String> cells = new ArrayList<>(Collections.nCopies(rows.get(0).size(), ""));
        cells.set(0, first);
        remarks.put(rows.size(), remark);
        rows.add(List.copyOf(cells));
    }

    /** Returns the lines, the one with the heads first. */
    List<String> lines() {
        int columns = rows.get(0).size();
        List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 0));
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        List<String> lines = new ArrayList<>();
        for (int number = 0; number < rows.size(); number++) {
            List<String> row = rows.get(number);
            if (remarks.containsKey(number)) {
                lines.add(row.get(0) + " ".repeat(widths.get(0) - row.get(0).length()) + GAP + remarks.get(number));
                continue;
            }
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                String padding = " ".repeat(widths.get(i) - cell.length());
                line.append(i == 0 ? "" : GAP).append(left.contains(i) ? cell + padding : padding + cell);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
