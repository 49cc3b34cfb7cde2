package org.pcn4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the MNIST database of handwritten digits, or any other set of images in ten classes in the same four files. */
public final class Mnist {
    private static final int CLASSES = 10;
    private static final String GZIP_SUFFIX = ".gz";
    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
    private static final List<String> NAMES = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

    private Mnist() {}

    /**
     * Reads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each
     * plain or gzipped with .gz after its name; where both are there, the plain file counts. The images may have any
     * size (those of MNIST have 28x28), the same in all. Safe for use by several threads.
     *
     * @param dir the folder that holds the four files
     * @return the images to learn from (60000 in MNIST) and to judge by (10000), in 10 classes
     * @throws DataException if a file is missing, cannot be read, is damaged or does not fit the others
     */
    public static Split<LabelledImages> read(Path dir) {
        requireFiles(dir);
        Idx trainImages = Idx.images(find(dir, TRAIN_IMAGES));
        Idx testImages = Idx.images(find(dir, TEST_IMAGES));
        requireSameSize(trainImages, testImages);
        return new Split<>(
                label("MNIST train", trainImages, Idx.labels(find(dir, TRAIN_LABELS), CLASSES)),
                label("MNIST test", testImages, Idx.labels(find(dir, TEST_LABELS), CLASSES)));
    }

    private static LabelledImages label(String name, Idx images, Idx labels) {
        if (images.count(0) != labels.count(0)) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "numbers of images and labels differ: %d images in %s, %d labels in %s",
                    images.count(0),
                    images.path(),
                    labels.count(0),
                    labels.path()));
        }
        return new LabelledImages(name, images.count(1), images.count(2), CLASSES, images.bytes(), labels.bytes());
    }

    private static void requireSameSize(Idx train, Idx test) {
        if (train.count(1) != test.count(1) || train.count(2) != test.count(2)) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "sizes of train and test images differ: %dx%d in %s, %dx%d in %s",
                    train.count(1),
                    train.count(2),
                    train.path(),
                    test.count(1),
                    test.count(2),
                    test.path()));
        }
    }

    /** Looks for all files before any is read, so that one message names everything that is missing. */
    private static void requireFiles(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new DataException(String.format(Locale.ROOT, "MNIST not found: %s is no folder; %s", dir, advice()));
        }
        List<String> missing = new ArrayList<>();
        for (String name : NAMES) {
            if (!Files.isRegularFile(find(dir, name))) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "MNIST not found: %s lacks %s, with or without .gz; %s",
                    dir,
                    String.join(", ", missing),
                    advice()));
        }
    }

    private static String advice() {
        return String.format(
                Locale.ROOT,
                "get the four files of the MNIST data set (%s, each with or without .gz), put them into a folder named "
                        + "mnist and point --data-dir or PCN4J_DATA to the folder that holds mnist/",
                String.join(", ", NAMES));
    }

    /** Returns where a file is, or where it would be gzipped if it is not there at all. */
    private static Path find(Path dir, String name) {
        Path plain = dir.resolve(name);
        return Files.isRegularFile(plain) ? plain : dir.resolve(name + GZIP_SUFFIX);
    }
}
