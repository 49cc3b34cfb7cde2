package org.pcn4j.data;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.tensor.Seed;

/**
 * Samples that a program has at hand in arrays, wherever it got them. The arrays are taken over: nobody may change them afterwards.
 * What a reader of files would refuse is refused here as well.
 */
public final class FromArrays {
    private static final int MOST_CLASSES = 256;

    private FromArrays() {}

    /**
     * Returns the classes of samples in the order in which readers number them: in that of the numbers where all names are
     * numbers, else in that of their characters.
     *
     * @param labels the class of each sample
     */
    public static List<String> classes(Collection<String> labels) {
        return ClassOrder.of(labels);
    }

    /**
     * Returns rows of numbers in classes.
     *
     * @param columns what each of the n features is called
     * @param classes what each class is called
     * @param features [rows, n], row-major; each finite and no larger than float32 holds
     * @param labels [rows], the number of each row's class
     * @throws DataException if a number is not finite or too large, or there is no such class: which
     * @throws IllegalArgumentException if the lengths do not agree
     */
    public static Table classified(
            String name, List<String> columns, List<String> classes, double[] features, int[] labels) {
        requireLength(name, "features", (long) labels.length * columns.size(), features.length);
        requireFinite(name, columns, features);
        requireClasses(name, classes.size(), labels);
        double[] targets = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            targets[i] = labels[i];
        }
        return new Table(name, columns, Table.Wanted.classes(classes), features, targets);
    }

    /**
     * Returns rows of numbers, of each of which k other numbers are to be learned.
     *
     * @param columns what each of the n features is called
     * @param numbers what each number to learn is called, at least one
     * @param features [rows, n], row-major; each finite and no larger than float32 holds
     * @param targets [rows, k], the same
     * @throws DataException if a number is not finite or too large: which
     * @throws IllegalArgumentException if the lengths do not agree, or there is no number to learn
     */
    public static Table numbered(
            String name, List<String> columns, List<String> numbers, double[] features, double[] targets) {
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("'" + name + "': expected at least one number to learn, found none");
        }
        requireLength(name, "features", (long) (targets.length / numbers.size()) * columns.size(), features.length);
        requireLength(name, "targets", (long) (targets.length / numbers.size()) * numbers.size(), targets.length);
        requireFinite(name, columns, features);
        requireFinite(name, numbers, targets);
        return new Table(name, columns, Table.Wanted.numbers(numbers), features, targets);
    }

    /**
     * Returns images of one size with classes.
     *
     * @param channels 1 for gray, 3 for red, green and blue
     * @param height rows of each
     * @param width columns of each
     * @param classes what each class is called, at most 256
     * @param pixels unsigned bytes, [images, channels, height, width]
     * @param labels [images], the number of each one's class
     * @throws DataException if there is no such class: which; or there are too many
     * @throws IllegalArgumentException if the lengths do not agree
     */
    public static LabeledImages images(
            String name, int channels, int height, int width, List<String> classes, byte[] pixels, int[] labels) {
        if (classes.size() > MOST_CLASSES) {
            throw new DataException(String.format(
                    Locale.ROOT, "classes of '%s': expected at most %d, found %d", name, MOST_CLASSES, classes.size()));
        }
        requireLength(name, "pixels", (long) labels.length * channels * height * width, pixels.length);
        requireClasses(name, classes.size(), labels);
        byte[] small = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            small[i] = (byte) labels[i];
        }
        return LabeledImages.owning(name, channels, height, width, classes, pixels, small);
    }

    /**
     * Divides samples at random, as readers of files do: each class gives about the share, and keeps at least one to train on.
     *
     * @param labels the number of each sample's class; all the same where they have none
     * @param testShare about which share is to test on, greater than 0, less than 1; at least one sample
     * @param seed the same seed gives the same parts
     * @throws IllegalArgumentException if the share is out of range, or there are too few samples
     */
    public static Parts parts(String name, int[] labels, double testShare, Seed seed) {
        Division division = Division.of(name, labels.length, Optional.of(labels), testShare, seed);
        return new Parts(division.train(), division.test());
    }

    /**
     * Which samples are in which part.
     *
     * @param train the numbers of those to train on, in random order
     * @param test those of the others, in random order
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Parts(int[] train, int[] test) {}

    private static void requireLength(String name, String what, long expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s of '%s': expected %d, found %d", what, name, expected, found));
        }
    }

    private static void requireFinite(String name, List<String> columns, double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            // As a float32, which networks mostly learn from. A NaN is not within either.
            if (!(Math.abs(numbers[i]) <= Float.MAX_VALUE)) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "'%s', row %d, column '%s': expected a finite number of at most %s in absolute value, found %s",
                        name,
                        i / columns.size() + 1,
                        CsvColumns.shown(columns.get(i % columns.size())),
                        Float.MAX_VALUE,
                        numbers[i]));
            }
        }
    }

    private static void requireClasses(String name, int classes, int[] labels) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "'%s', row %d: expected a class from 0 to %d, found %d",
                        name,
                        i + 1,
                        classes - 1,
                        labels[i]));
            }
        }
    }
}
