package org.pcn4j.data;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** Tells the numbers among the fields of a table, by the rules of tables rather than those of Java. */
final class CsvNumber {
    private static final String CHARACTERS = "0123456789+-.eE";
    private static final Set<String> NOT_FINITE = Set.of("nan", "inf", "infinity");

    private CsvNumber() {}

    /**
     * Returns the number that a field is, as 12, -0.5 or 1e-3, whatever blanks are around it; NaN or an infinity where it
     * says so or is too large for a double; nothing if it is no number.
     */
    static OptionalDouble parse(String field) {
        String text = field.strip();
        if (text.chars().allMatch(c -> CHARACTERS.indexOf(c) >= 0)) {
            try {
                return OptionalDouble.of(Double.parseDouble(text));
            } catch (NumberFormatException e) {
                return OptionalDouble.empty();
            }
        }
        String word = text.toLowerCase(Locale.ROOT);
        String unsigned = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        return NOT_FINITE.contains(unsigned) ? OptionalDouble.of(Double.NaN) : OptionalDouble.empty();
    }
}
