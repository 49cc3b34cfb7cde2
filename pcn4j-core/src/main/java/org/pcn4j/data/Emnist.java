package org.pcn4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Reads the EMNIST sets of handwritten letters and digits (Cohen et al. 2017, arXiv 1702.05373), which are in MNIST's
 * format but stored column by column, and some of which count their classes from 1.
 */
public final class Emnist {
    private static final String UNPACKED = "gzip";

    /** The sets. */
    public enum Part {
        /** Digits and letters, capitals and small ones apart where they look different, as many of each: 47 classes. */
        BALANCED,
        /** Digits, capitals and small letters: 62 classes. */
        BYCLASS,
        /** The same as {@link #BALANCED}, as many of each as were written. */
        BYMERGE,
        /** The ten digits. */
        DIGITS,
        /** The 26 letters, capitals and small ones together. */
        LETTERS,
        /** The ten digits, in as many images as MNIST has. */
        MNIST;

        /** Returns what the classes are called. */
        public List<String> classes() {
            return switch (this) {
                case BALANCED, BYMERGE -> MERGED;
                case BYCLASS -> ALL;
                case DIGITS, MNIST -> Mnist.DIGITS;
                case LETTERS -> SMALL;
            };
        }

        private int firstLabel() {
            return this == LETTERS ? 1 : 0;
        }

        /** Returns the name in files' names. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<String> CAPITALS = letters('A');
    private static final List<String> SMALL = letters('a');
    private static final List<String> ALL =
            Stream.of(Mnist.DIGITS, CAPITALS, SMALL).flatMap(List::stream).toList();
    private static final List<String> MERGED = Stream.of(
                    Mnist.DIGITS, CAPITALS, List.of("a", "b", "d", "e", "f", "g", "h", "n", "q", "r", "t"))
            .flatMap(List::stream)
            .toList();

    private Emnist() {}

    private static List<String> letters(char first) {
        return Stream.iterate(first, letter -> (char) (letter + 1))
                .limit(26)
                .map(String::valueOf)
                .toList();
    }

    /**
     * Reads one set, as {@code emnist-letters-train-images-idx3-ubyte}, {@code emnist-letters-train-labels-idx1-ubyte},
     * {@code emnist-letters-test-images-idx3-ubyte} and {@code emnist-letters-test-labels-idx1-ubyte}, each plain or
     * gzipped with {@code .gz} after its name. Safe for use by several threads.
     *
     * @param dir the folder that holds the files, or that holds the folder {@code gzip} to which they unpack
     * @return upright images to train on and to test on
     * @throws DataException if a file is missing, cannot be read, is damaged or does not fit the others
     */
    public static Split<LabeledImages> read(Path dir, Part part) {
        return read(dir, part, Orientation.TRANSPOSED);
    }

    /**
     * Reads one set of a copy whose images may have been put upright.
     *
     * @param dir the folder that holds the files, or that holds the folder {@code gzip} to which they unpack
     * @param stored how the images are stored: as published they are transposed
     * @return upright images to train on and to test on
     * @throws DataException if a file is missing, cannot be read, is damaged or does not fit the others
     */
    public static Split<LabeledImages> read(Path dir, Part part, Orientation stored) {
        List<String> files = Stream.of("train", "test")
                .flatMap(which -> Stream.of("images-idx3", "labels-idx1")
                        .map(what -> String.format(Locale.ROOT, "emnist-%s-%s-%s-ubyte", part.label(), which, what)))
                .toList();
        Path within = dir.resolve(UNPACKED);
        return new IdxSet(
                        "EMNIST " + part.label(),
                        Files.isDirectory(within) ? within : dir,
                        files,
                        "get gzip.zip of https://www.nist.gov/itl/products-and-services/emnist-dataset, unpack it and say "
                                + "path: the folder of these files")
                .read(
                        part.classes(),
                        file -> Idx.labels(
                                file, part.firstLabel(), part.classes().size()),
                        stored);
    }
}
