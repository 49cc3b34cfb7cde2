package org.pcn4j.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The order in which classes are numbered: by the numbers where all names are numbers, else by their characters. */
final class ClassOrder {
    private ClassOrder() {}

    /** Returns the distinct names in order; those of the same value, as 1 and 1.0, in that of their characters. */
    static List<String> of(Collection<String> names) {
        TreeSet<String> distinct = new TreeSet<>(names);
        return areNumbers(distinct)
                ? distinct.stream()
                        .sorted(Comparator.comparingDouble(ClassOrder::value))
                        .toList()
                : List.copyOf(distinct);
    }

    /** Tells whether each of these is a number. */
    static boolean areNumbers(Collection<String> names) {
        return names.stream().allMatch(name -> CsvNumber.parse(name).isPresent());
    }

    private static double value(String number) {
        return CsvNumber.parse(number).orElse(Double.NaN);
    }
}
