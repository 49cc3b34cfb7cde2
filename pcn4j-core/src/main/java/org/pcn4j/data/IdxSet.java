package org.pcn4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A set of images in four files in IDX format, each plain or gzipped with {@code .gz} after its name; where both are
 * there, the plain file counts.
 *
 * @param name of the set, for messages
 * @param dir the folder of the files
 * @param files what they are called: images to train on and their labels, images to test on and theirs
 * @param advice what to do where files are missing
 */
record IdxSet(String name, Path dir, List<String> files, String advice) {
    private static final String GZIP_SUFFIX = ".gz";

    /** Reads labels. */
    interface Labels {
        /**
         * Reads a file.
         *
         * @throws DataException if it is damaged
         */
        Idx read(Path file);
    }

    /**
     * Reads all files.
     *
     * @param classes what each class is called
     * @throws DataException if a file is missing, cannot be read, is damaged or does not fit the others
     */
    Split<LabeledImages> read(List<String> classes, Labels labels, Orientation stored) {
        requireFiles();
        Idx trainImages = Idx.images(find(0));
        Idx testImages = Idx.images(find(2));
        requireSameSize(trainImages, testImages);
        return new Split<>(
                stored.upright(label(name + " train", classes, trainImages, labels.read(find(1)))),
                stored.upright(label(name + " test", classes, testImages, labels.read(find(3)))));
    }

    private static LabeledImages label(String name, List<String> classes, Idx images, Idx labels) {
        if (images.count(0) != labels.count(0)) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "numbers of images and labels differ: %d images in %s, %d labels in %s",
                    images.count(0),
                    images.path(),
                    labels.count(0),
                    labels.path()));
        }
        return LabeledImages.owning(name, 1, images.count(1), images.count(2), classes, images.bytes(), labels.bytes());
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
    private void requireFiles() {
        if (!Files.isDirectory(dir)) {
            throw new DataException(String.format(Locale.ROOT, "%s not found: %s is no folder; %s", name, dir, advice));
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if (!Files.isRegularFile(find(i))) {
                missing.add(files.get(i));
            }
        }
        if (!missing.isEmpty()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s not found: %s lacks %s, with or without .gz; %s",
                    name,
                    dir,
                    String.join(", ", missing),
                    advice));
        }
    }

    /** Returns where a file is, or where it would be gzipped if it is not there at all. */
    private Path find(int file) {
        Path plain = dir.resolve(files.get(file));
        return Files.isRegularFile(plain) ? plain : dir.resolve(files.get(file) + GZIP_SUFFIX);
    }
}
