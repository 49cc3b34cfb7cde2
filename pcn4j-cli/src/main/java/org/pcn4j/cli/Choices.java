package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.pcn4j.train.settings.Words;
import picocli.CommandLine.TypeConversionException;

/**
 * The values that an option can take.
 *
 * @param what one of them is, as in {@code rule}
 * @param values the valid ones
 * @param label how the user writes one
 * @param groups words that stand for several
 */
record Choices<E extends Enum<E>>(String what, List<E> values, Function<E, String> label, Map<String, List<E>> groups) {

    static <E extends Enum<E>> Choices<E> of(String what, Class<E> type, Function<E, String> label) {
        return new Choices<>(what, List.copyOf(EnumSet.allOf(type)), label, Map.of());
    }

    /** Returns these choices with a word that stands for several values where a list is expected. */
    Choices<E> named(String word, List<E> several) {
        Map<String, List<E>> more = new LinkedHashMap<>(groups);
        more.put(word, several);
        return new Choices<>(what, values, label, more);
    }

    /**
     * Returns the value that is written so.
     *
     * @throws TypeConversionException if there is none: which there are, and which is close
     */
    E one(String text) {
        return find(text).orElseThrow(() -> new TypeConversionException(Words.unknown(what, text, labels())));
    }

    /**
     * Returns the values that are written so, with commas between, or one word that stands for several.
     *
     * @throws TypeConversionException if one does not exist, occurs twice or stands for several, or if there is none
     */
    Listed<E> list(String text) {
        List<E> group = groups.get(text);
        if (group != null) {
            return new Listed<>(group);
        }
        List<String> valid = new ArrayList<>(labels());
        valid.addAll(groups.keySet());
        List<E> found = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (groups.containsKey(part)) {
                throw new TypeConversionException(
                        "'" + part + "' stands for several and is given alone, found '" + text + "'");
            }
            E value = find(part).orElseThrow(() -> new TypeConversionException(Words.unknown(what, part, valid)));
            if (found.contains(value)) {
                throw new TypeConversionException("the " + what + " '" + part + "' occurs twice");
            }
            found.add(value);
        }
        return new Listed<>(found);
    }

    private Optional<E> find(String text) {
        return values.stream().filter(value -> label.apply(value).equals(text)).findFirst();
    }

    private List<String> labels() {
        return values.stream().map(label).toList();
    }
}
