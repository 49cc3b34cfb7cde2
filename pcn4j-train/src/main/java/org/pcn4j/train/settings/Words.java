package org.pcn4j.train.settings;

import java.util.Collection;
import java.util.Optional;
import org.pcn4j.train.file.OneLine;

/** Words of which only some are valid. */
public final class Words {
    /** So many letters at least show which word they begin. */
    private static final int BEGINNING = 3;

    /** What is longer is no slip of the hand. */
    private static final int LONGEST = 100;

    private Words() {}

    /** Returns several of what is named: kinds of node, energies, losses, rules. */
    static String plural(String what) {
        int of = what.indexOf(" of ");
        if (of >= 0) {
            return plural(what.substring(0, of)) + what.substring(of);
        } else if (what.endsWith("y")) {
            return what.substring(0, what.length() - 1) + "ies";
        }
        return what + (what.endsWith("s") ? "es" : "s");
    }

    /**
     * Returns a message that says what is unknown, what may have been meant and what there is.
     *
     * @param what a word is, as in {@code rule}
     * @param text what was found instead of one
     * @param valid the words there are
     */
    public static String unknown(String what, String text, Collection<String> valid) {
        return unknown(what, text, valid, "valid");
    }

    /**
     * As above, where there are too many words to list.
     *
     * @param called what is listed instead
     * @param listed as the kinds of the words
     */
    public static String unknown(
            String what, String text, Collection<String> valid, String called, Collection<String> listed) {
        String meant = closest(text, valid)
                .map(close -> ", did you mean '" + close + "'?")
                .orElse(";");
        return "unknown " + what + " " + OneLine.quoted(text) + meant + " " + called + ": " + String.join(", ", listed);
    }

    /** As above, with what the valid words are called. */
    static String unknown(String what, String text, Collection<String> valid, String called) {
        return unknown(what, text, valid, called, valid);
    }

    /**
     * Returns the valid word that may have been meant: one that the text begins, or else the one that is most like it, if
     * a third of its letters at most are wrong, or one.
     */
    private static Optional<String> closest(String text, Collection<String> valid) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
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
