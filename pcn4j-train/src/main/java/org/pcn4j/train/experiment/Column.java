package org.pcn4j.train.experiment;

import org.pcn4j.data.CsvTable;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Yaml;

/** A column of a table. Immutable. */
public sealed interface Column {
    /** The last one. */
    record Last() implements Column {
        @Override
        public CsvTable labeling(CsvTable table) {
            return table;
        }

        @Override
        public CsvTable alsoLabeling(CsvTable table) {
            throw new IllegalArgumentException("expected several columns by their names or numbers, found 'last'");
        }

        @Override
        public CsvTable dropping(CsvTable table) {
            throw new IllegalArgumentException("expected columns to drop by their names or numbers, found 'last'");
        }
    }

    /** The one of this name in the header. */
    record Named(String name) implements Column {
        @Override
        public CsvTable labeling(CsvTable table) {
            return table.label(name);
        }

        @Override
        public CsvTable alsoLabeling(CsvTable table) {
            return table.andLabel(name);
        }

        @Override
        public CsvTable dropping(CsvTable table) {
            return table.without(name);
        }
    }

    /** The one of this number, from 1. */
    record Numbered(int number) implements Column {
        @Override
        public CsvTable labeling(CsvTable table) {
            return table.label(number);
        }

        @Override
        public CsvTable alsoLabeling(CsvTable table) {
            return table.andLabel(number);
        }

        @Override
        public CsvTable dropping(CsvTable table) {
            return table.without(number);
        }
    }

    /** Returns a reader of the table whose label this is. */
    CsvTable labeling(CsvTable table);

    /** Returns a reader of the table whose label also holds this one's numbers. */
    CsvTable alsoLabeling(CsvTable table);

    /** Returns a reader of the table that leaves this one out. */
    CsvTable dropping(CsvTable table);

    /** How columns are written: a number without quotes counts them, anything else names one. */
    Kind<Column> KIND = new Kind<>() {
        private final Kind<Integer> number = Kinds.count(1, Integer.MAX_VALUE);
        private final Kind<String> name = Kinds.text("the name or the number of a column");

        @Override
        public Column read(Yaml yaml, String path) {
            if (yaml instanceof Yaml.Scalar scalar && scalar.style() == Yaml.Scalar.Style.PLAIN) {
                return new Numbered(number.read(yaml, path));
            }
            String text = name.read(yaml, path);
            return text.equals("last") ? new Last() : new Named(text);
        }

        @Override
        public Yaml write(Column column) {
            if (column instanceof Numbered numbered) {
                return number.write(numbered.number());
            }
            return name.write(column instanceof Named named ? named.name() : "last");
        }

        @Override
        public String expected() {
            return "the name or the number of a column, or last";
        }
    };
}
