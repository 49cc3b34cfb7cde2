package org.pcn4j.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Writes the fields of a CSV file's line, as RFC 4180 describes them. */
final class CsvLine {
    private CsvLine() {}

    /** Returns the fields with commas between, in quotes where they need them, without the line's end. */
    static String of(List<String> fields) {
        return fields.stream().map(CsvLine::field).collect(Collectors.joining(","));
    }

    private static String field(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
