package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/**
 * The values that an option can take.
 *
 * @param what one of them is, as in {@code rule}
 * @param values the valid ones
 * @param groups words that stand for several
 */
record Choices<E extends Enum<E> & Choice>(String what, List<E> values, Map<String, List<E>> groups) {
    static <E extends Enum<E> & Choice> Choices<E> of(String what, Class<E> type) {
        return new Choices<>(what, List.copyOf(EnumSet.allOf(type)), Map.of());
    }

    /** Returns these choices with a word that stands for several values where a list is expected. */
    Choices<E> named(String word, List<E> several) {
        Map<String, List<E>> more = new LinkedHashMap<>(groups);
        more.put(word, several);
        return new Choices<>(what, values, more);
    }

    /**
     * Returns the value that is written so.
     *
     * @throws TypeConversionException if there is none: which there are, and which is close
     */
    E one(String text) {
        return find(text).orElseThrow(() -> new TypeConversionException(unknown(what, text, labels())));
    }

    /**
     * Returns the values that are written so, with commas between, or one word that stands for several.
     *
     * @throws TypeConversionException if one does not exist or occurs twice, or if there is none
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
            E value = find(part).orElseThrow(() -> new TypeConversionException(unknown(what, part, valid)));
            if (found.contains(value)) {
                throw new TypeConversionException("the " + what + " '" + part + "' occurs twice");
            }
            found.add(value);
        }
        return new Listed<>(found);
    }

    private Optional<E> find(String text) {
        return values.stream().filter(value -> value.label().equals(text)).findFirst();
    }

    private List<String> labels() {
        return values.stream().map(Choice::label).toList();
    }

    /** Returns a message that says what is unknown, what may have been meant and what there is. */
    static String unknown(String what, String text, Collection<String> valid) {
        String meant = closest(text, valid)
                .map(close -> ", did you mean '" + close + "'?")
                .orElse(";");
        return "unknown " + what + " '" + text + "'" + meant + " valid: " + String.join(", ", valid);
    }

    /** Returns the valid word that is most like the text, if a third of its letters at most are wrong, or one or two. */
    private static Optional<String> closest(String text, Collection<String> valid) {
        Optional<String> closest = Optional.empty();
        int least = Math.max(2, text.length() / 3) + 1;
        for (String word : valid) {
            int distance = distance(text, word);
            // Of words equally close, the one that begins alike is meant: z-il by zil, not il.
            boolean asClose = closest.isPresent() && distance == least && word.startsWith(text.substring(0, 1));
            if ((distance < least || asClose) && distance < word.length()) {
                least = distance;
                closest = Optional.of(word);
            }
        }
        return closest;
    }

    /** Returns how many letters have to be put in, left out or replaced to turn one word into the other. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
