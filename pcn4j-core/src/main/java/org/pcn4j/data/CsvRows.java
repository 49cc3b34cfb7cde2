package org.pcn4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rows of a text of separated fields, one after another, by RFC 4180: a field in quotes may hold separators, line
 * breaks and, doubled, quotes. Rows end with a line break of any kind, the last one with or without. For one thread.
 */
final class CsvRows {
    private static final char QUOTE = '"';
    private static final String NO_SEPARATORS = "\"\r\n";

    private final String where;
    private final String text;
    private final char separator;
    private int at;
    private int row;

    /**
     * Begins with the first row.
     *
     * @param where the text comes from, for messages
     */
    CsvRows(String where, String text, char separator) {
        this.where = where;
        this.text = text;
        this.separator = separator;
    }

    /**
     * Returns the separator.
     *
     * @throws IllegalArgumentException if it is a quote or a line break
     */
    static char requireSeparator(char separator) {
        if (NO_SEPARATORS.indexOf(separator) >= 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "separator: expected no quote and no line break, found U+%04X", (int) separator));
        }
        return separator;
    }

    /** Returns what to call a separator in a message. */
    static String shown(char separator) {
        return separator == '\t' ? "tabs" : String.format(Locale.ROOT, "'%s'", separator);
    }

    /**
     * Goes to the next row that is not empty.
     *
     * @return the row, or nothing after the last one
     * @throws DataException if a quote never closes or stands where none may be
     */
    Optional<CsvRow> next() {
        while (at < text.length()) {
            List<String> fields = readRow();
            if (fields.size() > 1 || !fields.get(0).isBlank()) {
                return Optional.of(new CsvRow(row, fields));
            }
        }
        return Optional.empty();
    }

    private List<String> readRow() {
        row++;
        List<String> fields = new ArrayList<>();
        fields.add(field(1));
        while (isAt(separator)) {
            at++;
            fields.add(field(fields.size() + 1));
        }
        at += text.startsWith("\r\n", at) ? 2 : 1;
        return fields;
    }

    private boolean isAt(char expected) {
        return at < text.length() && text.charAt(at) == expected;
    }

    private String field(int number) {
        if (isAt(QUOTE)) {
            return quoted(number);
        }
        int from = at;
        while (isWithinField()) {
            if (isAt(QUOTE)) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "%s, row %d, field %d: a quote within a field that does not begin with one",
                        where,
                        row,
                        number));
            }
            at++;
        }
        return text.substring(from, at);
    }

    private boolean isWithinField() {
        return at < text.length() && !isAt(separator) && !isAt('\r') && !isAt('\n');
    }

    private String quoted(int number) {
        StringBuilder field = new StringBuilder();
        do {
            at++;
            int end = text.indexOf(QUOTE, at);
            if (end < 0) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "%s, row %d, field %d: a quote opens the field and never closes",
                        where,
                        row,
                        number));
            }
            field.append(text, at, end);
            at = end + 1;
            if (isAt(QUOTE)) {
                field.append(QUOTE);
            }
        } while (isAt(QUOTE));
        if (isWithinField()) {
            throw new DataException(String.format(
                            Locale.ROOT,
                            "%s, row %d, field %d: expected the separator or the row's end after the closing quote, ",
                            where,
                            row,
                            number)
                    + String.format(Locale.ROOT, "found '%s'", text.charAt(at)));
        }
        return field.toString();
    }
}
