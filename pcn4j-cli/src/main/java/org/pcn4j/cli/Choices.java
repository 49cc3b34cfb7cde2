package org.pcn4j.cli;

import java.util.ArrayList;
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
    /** So many letters at least show which word they begin. */
    private static final int BEGINNING = 3;

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

    /**
     * Returns the valid word that may have been meant: one that the text begins, or else the one that is most like it, if
     * a third of its letters at most are wrong, or one.
     */
    private static Optional<String> closest(String text, Collection<String> valid) {
        Optional<String> begun = text.length() < BEGINNING
                ? Optional.empty()
                : valid.stream().filter(word -> word.startsWith(text)).findFirst();
        return begun.or(() -> nearest(text, valid));
    }

    private static Optional<String> nearest(String text, Collection<String> valid) {
        Optional<String> nearest = Optional.empty();
        int least = Math.max(1, text.length() / 3) + 1;
        for (String word : valid) {
            int distance = distance(text, word);
            // Of words equally close, the one that begins alike is meant: z-il by zil, not il.
            boolean asClose = nearest.isPresent() && distance == least && word.startsWith(text.substring(0, 1));
            if ((distance < least || asClose) && distance < word.length()) {
                least = distance;
                nearest = Optional.of(word);
            }
        }
        return nearest;
    }

    /** Returns how many letters have to be put in, left out, replaced or exchanged with the next, to turn one into the other. */
    private static int distance(String from, String to) {
        int[][] distances = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    distances[i][j] = i + j;
                    continue;
                }
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                int least = Math.min(
                        distances[i - 1][j - 1] + (same ? 0 : 1),
                        1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    least = Math.min(least, distances[i - 2][j - 2] + 1);
                }
                distances[i][j] = least;
            }
        }
        return distances[from.length()][to.length()];
    }
}
