package org.pcn4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Characters by number: turns text into tokens. Immutable and safe for use by several threads. */
final class Alphabet {
    /** What stands at number 0 of a vocabulary in which 0 fills sequences up. */
    static final String PADDING = "·";

    private final List<String> symbols;
    private final Map<Integer, Integer> numbers = new HashMap<>();

    private Alphabet(List<String> symbols) {
        this.symbols = List.copyOf(symbols);
        for (int i = 0; i < symbols.size(); i++) {
            numbers.put(symbols.get(i).codePointAt(0), i);
        }
    }

    /** Returns the alphabet of these single characters, numbered from 0. */
    static Alphabet of(List<String> symbols) {
        return new Alphabet(symbols);
    }

    /** Returns the alphabet of a padding symbol, number 0, and these characters, numbered from 1. */
    static Alphabet padded(String characters) {
        List<String> symbols = new ArrayList<>();
        symbols.add(PADDING);
        characters.codePoints().mapToObj(Character::toString).forEach(symbols::add);
        return new Alphabet(symbols);
    }

    List<String> symbols() {
        return symbols;
    }

    /** Returns the number of a character, or −1 if it is not one of these. */
    int number(int codePoint) {
        return numbers.getOrDefault(codePoint, -1);
    }

    /** Returns the numbers of all characters, −1 for those that are not of these. */
    int[] encode(String text) {
        return text.codePoints().map(this::number).toArray();
    }

    /** Returns the distinct characters of a text in the order of their code points. */
    static List<String> distinct(String text) {
        int[] codePoints = text.codePoints().distinct().toArray();
        Arrays.sort(codePoints);
        return Arrays.stream(codePoints).mapToObj(Character::toString).toList();
    }
}
