package org.pcn4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Reads the MNIST database of handwritten digits, or any other set of images in ten classes in the same four files. */
public final class Mnist {
    /** The names of classes that are digits. */
    static final List<String> DIGITS =
            IntStream.range(0, 10).mapToObj(Integer::toString).toList();

    private static final List<String> NAMES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    private Mnist() {}

    /**
     * Reads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each
     * plain or gzipped with .gz after its name; where both are there, the plain file counts. The images may have any
     * size (those of MNIST have 28x28), the same in all. Safe for use by several threads.
     *
     * @param dir the folder that holds the four files
     * @return the images to train on (60000 in MNIST) and to test on (10000), in 10 classes
     * @throws DataException if a file is missing, cannot be read, is damaged or does not fit the others
     */
    public static Split<LabeledImages> read(Path dir) {
        return read(dir, Orientation.UPRIGHT);
    }

    /**
     * Reads the same files of images that may be stored otherwise.
     *
     * @param dir the folder that holds the four files
     * @return upright images to train on and to test on, in 10 classes
     * @throws DataException if a file is missing, cannot be read, is damaged or does not fit the others
     */
    public static Split<LabeledImages> read(Path dir, Orientation stored) {
        return new IdxSet("MNIST", dir, NAMES, advice())
                .read(DIGITS, file -> Idx.labels(file, 0, DIGITS.size()), stored);
    }

    private static String advice() {
        return String.format(
                Locale.ROOT,
                "get the four files of the MNIST data set (%s, each with or without .gz), put them into a folder named "
                        + "mnist and point --data-dir or PCN4J_DATA to the folder that holds mnist/",
                String.join(", ", NAMES));
    }
}
