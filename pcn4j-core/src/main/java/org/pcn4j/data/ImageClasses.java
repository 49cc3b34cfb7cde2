package org.pcn4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pcn4j.tensor.Seed;

/**
 * The pictures in a folder's sub-folders, one sub-folder a class, or some of them. None has been opened.
 *
 * @param dir the folder
 * @param names the names of the sub-folders, in the order of the numbers where all are numbers, else of the characters
 * @param files the files in each, in alphabetical order; none of a class that is in the other part alone
 */
record ImageClasses(Path dir, List<String> names, List<List<PictureFile>> files) {
    private static final Set<String> PARTS = Set.of("train", "test", "val");

    /**
     * Lists a folder. Files and folders that systems leave are passed over, and so are files beside the sub-folders.
     *
     * @throws DataException if there is no such folder, if it has no sub-folder, or too many, or if one of these is empty
     *     or holds a folder
     */
    static ImageClasses list(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new DataException(String.format(Locale.ROOT, "images not found: %s is no folder", dir));
        }
        Map<String, Path> byName = new LinkedHashMap<>();
        visible(dir).stream().filter(Files::isDirectory).forEach(folder -> byName.put(nameOf(folder), folder));
        List<Path> folders = ClassOrder.of(byName.keySet()).stream()
                .map(name -> Objects.requireNonNull(byName.get(name)))
                .toList();
        if (folders.isEmpty()) {
            throw new DataException(String.format(
                    Locale.ROOT, "no classes in %s: expected a sub-folder of images for each class, found none", dir));
        }
        if (folders.size() > LabeledImages.MAX_CLASSES) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "too many classes in %s: expected at most %d sub-folders, found %d",
                    dir,
                    LabeledImages.MAX_CLASSES,
                    folders.size()));
        }
        List<List<PictureFile>> files = new ArrayList<>();
        for (Path folder : folders) {
            files.add(pictures(folder));
        }
        return new ImageClasses(dir, folders.stream().map(ImageClasses::nameOf).toList(), files);
    }

    private static List<PictureFile> pictures(Path folder) {
        List<Path> all = visible(folder);
        for (Path path : all) {
            if (Files.isDirectory(path)) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "folder among the images of class '%s': expected files alone in %s, found the folder '%s'%s",
                        nameOf(folder),
                        folder,
                        nameOf(path),
                        hint(nameOf(folder))));
            }
        }
        if (all.isEmpty()) {
            throw new DataException(
                    String.format(Locale.ROOT, "empty class: expected at least one image in %s, found none", folder));
        }
        return all.stream().map(PictureFile::new).toList();
    }

    private static String hint(String name) {
        return PARTS.contains(name) ? "; a set in parts is read as a split" : "";
    }

    private static List<Path> visible(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            // By the names as such: the order of paths is not the same on all systems.
            return all.filter(path -> !Clutter.isClutter(path))
                    .sorted(Comparator.comparing(ImageClasses::nameOf))
                    .toList();
        } catch (IOException e) {
            throw new DataException(
                    String.format(Locale.ROOT, "cannot read the folder %s: %s", folder, FileFailure.reason(e)), e);
        }
    }

    private static String nameOf(Path path) {
        return path.getFileName().toString();
    }

    /** Returns the first picture of the first class. */
    PictureFile first() {
        return files.get(0).get(0);
    }

    /** Returns the number of pictures. */
    int count() {
        return files.stream().mapToInt(List::size).sum();
    }

    /**
     * Returns a share of each class, chosen at random, at least one picture; nothing of a class that has one alone.
     *
     * @throws DataException if no class has two pictures
     */
    ImageClasses only(double share, Seed seed) {
        if (files.stream().allMatch(all -> all.size() < 2)) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "no images to test on in %s: expected a class of at least 2, as one of each is to train on, found "
                            + "one of each",
                    dir));
        }
        return part((count, place) -> place < test(count, share), seed);
    }

    /** Returns all pictures but those of {@code only}. */
    ImageClasses without(double share, Seed seed) {
        return part((count, place) -> place >= test(count, share), seed);
    }

    /** Which pictures of a class are in a part. */
    private interface Membership {
        /**
         * Tells whether a picture is in the part.
         *
         * @param count how many pictures the class has
         * @param place the place of this one in a random order, from 0
         */
        boolean holds(int count, int place);
    }

    private static long test(int count, double share) {
        return Math.min(count - 1L, Math.max(1, Math.round(share * count)));
    }

    private ImageClasses part(Membership membership, Seed seed) {
        List<List<PictureFile>> some = new ArrayList<>();
        for (int label = 0; label < files.size(); label++) {
            List<PictureFile> all = files.get(label);
            int[] places = seed.derive("split").derive(label).permutation(all.size());
            some.add(IntStream.range(0, places.length)
                    .filter(i -> membership.holds(places.length, places[i]))
                    .mapToObj(all::get)
                    .toList());
        }
        return new ImageClasses(dir, names, some);
    }

    /**
     * Makes sure that another folder has the same classes.
     *
     * @throws DataException if it has not: which
     */
    void requireSame(ImageClasses other) {
        requireAllOf(other);
        other.requireAllOf(this);
    }

    private void requireAllOf(ImageClasses other) {
        for (String name : other.names) {
            if (!names.contains(name)) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "classes differ: expected a sub-folder '%s' in %s, as in %s, found none",
                        name,
                        dir,
                        other.dir));
            }
        }
    }
}
