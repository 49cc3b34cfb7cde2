package org.pcn4j.data;

import java.util.List;
import java.util.Locale;

/** Which column is meant. */
sealed interface CsvChoice {
    /**
     * Returns where the column stands, from 0.
     *
     * @param where the table comes from, for messages
     * @param names of all columns, at least one
     * @throws DataException if there is no such column or more than one
     */
    int find(String where, List<String> names);

    /** The last column. */
    record Last() implements CsvChoice {
        @Override
        public int find(String where, List<String> names) {
            return names.size() - 1;
        }
    }

    /** The column of this number, from 1. */
    record Numbered(int number) implements CsvChoice {
        public Numbered {
            if (number < 1) {
                throw new IllegalArgumentException("columns are counted from 1, found " + number);
            }
        }

        @Override
        public int find(String where, List<String> names) {
            if (number > names.size()) {
                throw new DataException(String.format(
                        Locale.ROOT, "%s: expected column %d, found %d columns", where, number, names.size()));
            }
            return number - 1;
        }
    }

    /** The column of this name. */
    record Named(String name) implements CsvChoice {
        @Override
        public int find(String where, List<String> names) {
            int first = names.indexOf(name);
            if (first < 0) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "%s: expected a column '%s', found %s",
                        where,
                        CsvColumns.shown(name),
                        CsvColumns.shown(names)));
            }
            if (names.lastIndexOf(name) != first) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "%s: expected one column '%s', found columns %d and %d of this name",
                        where,
                        CsvColumns.shown(name),
                        first + 1,
                        names.lastIndexOf(name) + 1));
            }
            return first;
        }
    }
}
