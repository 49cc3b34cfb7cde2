package org.pcn4j.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads QMNIST, MNIST with all its 60,000 images to test on (Yadav and Bottou 2019, arXiv 1905.10498). Its labels are
 * rows of eight numbers, of which the first is the class.
 */
public final class Qmnist {
    private static final List<String> NAMES = List.of(
            "qmnist-train-images-idx3-ubyte",
            "qmnist-train-labels-idx2-int",
            "qmnist-test-images-idx3-ubyte",
            "qmnist-test-labels-idx2-int");

    private Qmnist() {}

    /**
     * Reads qmnist-train-images-idx3-ubyte, qmnist-train-labels-idx2-int, qmnist-test-images-idx3-ubyte and
     * qmnist-test-labels-idx2-int, each plain or gzipped with .gz after its name. Safe for use by several threads.
     *
     * @param dir the folder that holds the four files
     * @return the images to train on and to test on, 60000 each, in 10 classes
     * @throws DataException if a file is missing, cannot be read, is damaged or does not fit the others
     */
    public static Split<LabeledImages> read(Path dir) {
        return read(dir, Orientation.UPRIGHT);
    }

    /**
     * Reads the same files, as {@link #read(Path)} does, of images that may be stored otherwise.
     *
     * @param stored how the files hold the images, which are returned upright
     * @throws DataException where {@link #read(Path)} throws it
     */
    public static Split<LabeledImages> read(Path dir, Orientation stored) {
        return new IdxSet(
                        "QMNIST",
                        dir,
                        NAMES,
                        "get the four files of https://github.com/facebookresearch/qmnist and say path: their folder")
                .read(Mnist.DIGITS, file -> Idx.firstLabels(file, Mnist.DIGITS.size()), stored);
    }
}
