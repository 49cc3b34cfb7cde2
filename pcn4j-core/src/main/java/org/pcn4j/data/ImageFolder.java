package org.pcn4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.tensor.Seed;

/**
 * Reads pictures of any size from folders, one folder a class, in PNG, JPEG, GIF or BMP format. A class is called as its
 * folder is, and classes are numbered in the alphabetical order of these names, or in that of the numbers where all are
 * numbers, images within a class in the order of the files' names. Hidden files and those that systems leave, as {@code
 * Thumbs.db}, are passed over, and so are files beside the class folders.
 *
 * <p>Pictures are read in color, unless in {@linkplain #gray gray}, and must all have the size of the first, unless they
 * are {@linkplain #scaledTo scaled}. They are read by their color model: what is transparent lies on white or on {@linkplain
 * #on another ground}, inks become colors, and EXIF's orientation is followed. All are decoded when they are read and then held in memory, a byte for each number.
 * Immutable and safe for use by several threads.
 */
public final class ImageFolder {
    private static final String TRAIN = "train";
    // Where there are both, what is called a test counts: validation is for choosing between models.
    private static final List<String> TESTS = List.of("test", "val");

    private final Path dir;
    private final ImageReading reading;
    private final Optional<PictureSize> size;

    private ImageFolder(Path dir, ImageReading reading, Optional<PictureSize> size) {
        this.dir = dir;
        this.reading = reading;
        this.size = size;
    }

    /** Returns the reader of a folder, of pictures in color that have one size. */
    public static ImageFolder of(Path dir) {
        return new ImageFolder(dir, ImageReading.color(), Optional.empty());
    }

    /** Returns a reader of the same folder that makes all pictures gray, as bright as their colors look. */
    public ImageFolder gray() {
        return reading(ImageReading.gray().on(reading.ground()));
    }

    /** Returns a reader of the same folder with another color behind transparent parts of pictures than white. */
    public ImageFolder on(Ground ground) {
        return reading(reading.on(ground));
    }

    /** Returns a reader of the same folder by which pictures become numbers so. */
    public ImageFolder reading(ImageReading other) {
        return new ImageFolder(dir, other, size);
    }

    /**
     * Returns a reader of the same folder that scales all pictures to one size, bilinearly. Heights and widths are scaled
     * each by itself.
     *
     * @param height rows, at least 1
     * @param width columns, at least 1
     * @throws IllegalArgumentException if one is less
     */
    public ImageFolder scaledTo(int height, int width) {
        return new ImageFolder(dir, reading, Optional.of(new PictureSize(height, width)));
    }

    /**
     * Reads all pictures in the sub-folders of the folder, which are the classes.
     *
     * @return images of [1 or 3, height, width], called as the folder is, class after class
     * @throws DataException if the folder is missing, has no sub-folder or more than 256, if one of these is empty or
     *     holds a folder, if a file is no picture, is damaged or has another size, or if all take more than 2 GB
     */
    public LabeledImages read() {
        ImageClasses classes = ImageClasses.list(dir);
        return read(name(), classes, fit(classes));
    }

    /**
     * Reads the pictures in the sub-folders of {@code train}, to train on, and those of {@code test} or, where there is
     * none, {@code val}, to test on. Both have the same classes.
     *
     * @return images of [1 or 3, height, width], class after class
     * @throws DataException if one of the two is missing or has other classes, and as for all in one folder
     */
    public Split<LabeledImages> split() {
        ImageClasses train = ImageClasses.list(part(List.of(TRAIN)));
        ImageClasses test = ImageClasses.list(part(TESTS));
        train.requireSame(test);
        Fit fit = fit(train);
        return new Split<>(read(name() + " train", train, fit), read(name() + " test", test, fit));
    }

    /**
     * Reads all pictures in the sub-folders of the folder, which are the classes, and divides each class at random.
     *
     * @param testShare about which share of each class is to test on, greater than 0, less than 1; at least one image,
     *     but none of a class that has one alone
     * @param seed where the choice is drawn from: the same seed gives the same parts of the same files
     * @return images of [1 or 3, height, width], class after class, none in both parts
     * @throws IllegalArgumentException if the share is out of range
     * @throws DataException if each class has one image only, and as for all in one part
     */
    public Split<LabeledImages> split(double testShare, Seed seed) {
        Division.requireShare(name(), testShare);
        ImageClasses all = ImageClasses.list(dir);
        Fit fit = fit(all);
        return new Split<>(
                read(name() + " train", all.without(testShare, seed), fit),
                read(name() + " test", all.only(testShare, seed), fit));
    }

    /**
     * The size of all pictures.
     *
     * @param model the picture whose size that is, or nothing where all are scaled
     */
    private record Fit(PictureSize size, Optional<PictureFile> model) {
        void require(PictureFile file, PictureSize found) {
            if (model.isPresent() && !found.equals(size)) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "sizes of images differ: expected %s (height x width) of %s, as of %s, found %s; "
                                + "where a size is given all are scaled to it",
                        size,
                        file.path(),
                        model.orElseThrow().path(),
                        found));
            }
        }
    }

    private Fit fit(ImageClasses classes) {
        PictureFile first = classes.first();
        return size.map(given -> new Fit(given, Optional.empty()))
                .orElseGet(() -> new Fit(first.size(), Optional.of(first)));
    }

    private LabeledImages read(String name, ImageClasses classes, Fit fit) {
        int count = classes.count();
        int channels = reading.channels();
        int most = Integer.MAX_VALUE - Long.BYTES;
        if ((double) count * channels * fit.size().height() * fit.size().width() > most) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "images in %s: expected at most %d bytes, found %d images of %dx%s",
                    classes.dir(),
                    most,
                    count,
                    channels,
                    fit.size()));
        }
        int numbers = channels * fit.size().pixels();
        byte[] pixels = new byte[count * numbers];
        byte[] labels = new byte[count];
        int next = 0;
        for (int label = 0; label < classes.files().size(); label++) {
            for (PictureFile file : classes.files().get(label)) {
                Picture picture = file.read(reading);
                fit.require(file, picture.size());
                picture.scaled(fit.size()).copy(pixels, next * numbers);
                labels[next] = (byte) label;
                next++;
            }
        }
        return LabeledImages.owning(
                name, channels, fit.size().height(), fit.size().width(), classes.names(), pixels, labels);
    }

    private Path part(List<String> names) {
        if (!Files.isDirectory(dir)) {
            throw new DataException(String.format(Locale.ROOT, "images not found: %s is no folder", dir));
        }
        return names.stream()
                .map(dir::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new DataException(String.format(
                        Locale.ROOT,
                        "images not found: expected a sub-folder %s in %s, found none",
                        String.join(" or ", names),
                        dir)));
    }

    private String name() {
        return Optional.ofNullable(dir.toAbsolutePath().normalize().getFileName())
                .map(Path::toString)
                .orElse("images");
    }
}
