package org.pcn4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads surnames, one text file a language, to learn from a name which language it comes from: the data of the
 * character-RNN tutorial of PyTorch, or any others in the same form.
 */
public final class Names {
    private static final String SUFFIX = ".txt";
    private static final int LENGTH = 20;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final Alphabet ALPHABET = Alphabet.padded(LETTERS.toUpperCase(Locale.ROOT) + LETTERS + " .,;'-");
    // Which names are for testing is no choice of the user's, so that results can be compared.
    private static final long SEED = 18;
    private static final int ORDER = -1;
    private static final int TEST_SHARE = 10;

    private Names() {}

    /**
     * Reads all files *.txt in a folder, UTF-8, one name a line; the file's name without .txt is the class. Classes are
     * in the order of their names, or of the numbers where all names are numbers. Hidden files are passed over.
     *
     * <p>Names are spelled in ASCII: accents and other marks are dropped, then all that is no letter a … z or A … Z and
     * none of space, full stop, comma, semicolon, apostrophe and hyphen. What is longer than 20 characters is cut off,
     * and lines of which nothing is left are passed over.
     *
     * <p>Of the distinct names of each language every tenth, always the same, at random, is for testing, with all its
     * repetitions: no name of a language is in both parts, though one of another language may be. Both parts are
     * shuffled, always alike. Safe for use by several threads.
     *
     * @param dir the folder that holds the files
     * @return sequences of up to 20 characters, to train on (some 90 in 100) and to test on
     * @throws DataException if the folder or the files are missing, if one cannot be read, is not UTF-8 or has no name
     */
    public static Split<Sequences> read(Path dir) {
        List<Path> files = files(dir);
        List<String> classes = files.stream().map(Names::language).toList();
        List<Named> train = new ArrayList<>();
        List<Named> test = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            divide(i, names(files.get(i)), train, test);
        }
        return new Split<>(sequences("names train", classes, train), sequences("names test", classes, test));
    }

    private record Named(String name, int label) {}

    private static List<Path> files(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new DataException(String.format(Locale.ROOT, "names not found: %s is no folder; %s", dir, advice()));
        }
        try (Stream<Path> all = Files.list(dir)) {
            List<Path> files = inOrder(all.filter(file -> file.toString().endsWith(SUFFIX) && Files.isRegularFile(file))
                    .filter(file -> !Clutter.isClutter(file))
                    .toList());
            if (files.isEmpty()) {
                throw new DataException(
                        String.format(Locale.ROOT, "names not found: %s holds no file *%s; %s", dir, SUFFIX, advice()));
            }
            return files;
        } catch (IOException e) {
            throw new DataException(
                    String.format(Locale.ROOT, "cannot read the folder %s: %s", dir, FileFailure.reason(e)), e);
        }
    }

    private static List<Path> inOrder(List<Path> files) {
        Map<String, Path> byLanguage = new LinkedHashMap<>();
        files.forEach(file -> byLanguage.put(language(file), file));
        return ClassOrder.of(byLanguage.keySet()).stream()
                .map(language -> Objects.requireNonNull(byLanguage.get(language)))
                .toList();
    }

    private static String advice() {
        return "get the names of PyTorch's character-RNN tutorial, one file a language, as Arabic.txt, put them into a "
                + "folder named names and point --data-dir or PCN4J_DATA to the folder that holds names/";
    }

    private static String language(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /** Returns the names in a file and how often each occurs, in the order of their first occurrence. */
    private static Map<String, Integer> names(Path file) {
        Map<String, Integer> names = new LinkedHashMap<>();
        TextFile.read(file)
                .lines()
                .map(Names::normalize)
                .filter(name -> !name.isEmpty())
                .forEach(name -> names.merge(name, 1, Integer::sum));
        if (names.isEmpty()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "no names in %s: expected one a line, in letters a to z after dropping accents, found none",
                    file));
        }
        return names;
    }

    /** Spells a name in the alphabet. */
    static String normalize(String line) {
        StringBuilder plain = new StringBuilder();
        Normalizer.normalize(line, Normalizer.Form.NFD)
                .codePoints()
                .filter(c -> ALPHABET.number(c) > 0)
                .forEach(plain::appendCodePoint);
        String name = plain.toString().strip();
        return name.substring(0, Math.min(LENGTH, name.length()));
    }

    private static void divide(int label, Map<String, Integer> names, List<Named> train, List<Named> test) {
        List<String> distinct = List.copyOf(names.keySet());
        int[] order = Draws.of(SEED, label, 0).permutation(distinct.size());
        int testCount = distinct.size() / TEST_SHARE;
        for (int i = 0; i < order.length; i++) {
            String name = distinct.get(order[i]);
            for (int copy = 0; copy < names.getOrDefault(name, 0); copy++) {
                (i < testCount ? test : train).add(new Named(name, label));
            }
        }
    }

    private static Sequences sequences(String name, List<String> classes, List<Named> names) {
        int[] order = Draws.of(SEED, ORDER, names.size()).permutation(names.size());
        int[][] tokens = new int[order.length][];
        int[] labels = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            tokens[i] = ALPHABET.encode(names.get(order[i]).name());
            labels[i] = names.get(order[i]).label();
        }
        return new Sequences(name, ALPHABET.symbols(), classes, LENGTH, tokens, labels);
    }
}
