package org.pcn4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Reads CIFAR-10, small photographs in color of ten kinds of things, in its binary layout. */
public final class Cifar10 {
    private static final CifarLayout LAYOUT = new CifarLayout(
            "CIFAR-10",
            "cifar-10-batches-bin",
            Pattern.compile("data_batch_([1-9][0-9]{0,3})\\.bin"),
            "data_batch_1.bin",
            "test_batch.bin",
            new CifarRecord(List.of(10), 0),
            "get cifar-10-binary.tar.gz, the binary version of CIFAR-10, put it, as it is or unpacked, into a folder "
                    + "named cifar10 and point --data-dir or PCN4J_DATA to the folder that holds cifar10/");

    private Cifar10() {}

    /**
     * Reads data_batch_1.bin, data_batch_2.bin, … and test_batch.bin. They are looked for in the folder, then in its
     * subfolder cifar-10-batches-bin, then, in any folder, in the only archive *.tar.gz there, as in
     * cifar-10-binary.tar.gz, which is read as it is: nothing is unpacked to disk. Any numbers of batches may be there,
     * at least one; the images to train on are those of all batches in the order of their numbers. Safe for use by
     * several threads.
     *
     * @param path the folder that holds the batches or the archive, or an archive *.tar.gz
     * @return images of 3x32x32 in 10 classes, red, green and blue: 50000 to train on in the whole of CIFAR-10 and
     *     10000 to test on
     * @throws DataException if a file is missing, cannot be read or is damaged
     */
    public static Split<LabeledImages> read(Path path) {
        return new CifarReader(LAYOUT).read(path);
    }
}
