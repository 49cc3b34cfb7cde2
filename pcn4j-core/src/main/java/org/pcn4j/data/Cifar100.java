package org.pcn4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads CIFAR-100, small photographs in color of a hundred kinds of things, in its binary layout. Each image has two
 * labels: a fine one, of 100 classes, and a coarse one, of 20, each of which holds five of the fine classes.
 */
public final class Cifar100 {
    private static final List<Integer> CLASSES = List.of(20, 100);

    private Cifar100() {}

    /** Which of the two labels of an image is its class. */
    public enum Labels {
        /** One of 20: the first byte of an image. */
        COARSE,
        /** One of 100: the second byte of an image. */
        FINE
    }

    /**
     * Reads the images with their fine labels.
     *
     * @param path as for a choice of labels
     * @return images of 3x32x32 in 100 classes, red, green and blue: 50000 to train on and 10000 to test on
     * @throws DataException if a file is missing, cannot be read or is damaged
     */
    public static Split<LabeledImages> read(Path path) {
        return read(path, Labels.FINE);
    }

    /**
     * Reads train.bin and test.bin. They are looked for in the folder, then in its subfolder cifar-100-binary, then, in
     * any folder, in the only archive *.tar.gz there, as in cifar-100-binary.tar.gz, which is read as it is: nothing is
     * unpacked to disk. Safe for use by several threads.
     *
     * @param path the folder that holds the files or the archive, or an archive *.tar.gz
     * @param labels which label is the class
     * @return images of 3x32x32 in 100 or 20 classes, red, green and blue: 50000 to train on and 10000 to test on
     * @throws DataException if a file is missing, cannot be read or is damaged, be it in the label that does
     *     not count
     */
    public static Split<LabeledImages> read(Path path, Labels labels) {
        CifarLayout layout = new CifarLayout(
                "CIFAR-100",
                "cifar-100-binary",
                Pattern.compile("train\\.bin"),
                "train.bin",
                "test.bin",
                new CifarRecord(CLASSES, labels == Labels.COARSE ? 0 : 1),
                "get cifar-100-binary.tar.gz, the binary version of CIFAR-100, and name it, the folder that holds it or "
                        + "the folder it unpacks to");
        return new CifarReader(layout).read(path);
    }
}
