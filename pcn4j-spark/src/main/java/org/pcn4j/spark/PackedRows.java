package org.pcn4j.spark;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pcn4j.data.DataException;
import org.pcn4j.data.FromArrays;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Split;
import org.pcn4j.data.Table;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.model.Domain;

/**
 * Rows of DataFrames as {@link RowBytes} packs them, partition after partition.
 *
 * @param data how the experiment tells of them
 * @param train those to train on
 * @param test those to test on; no partition for a share of the others
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PackedRows(FrameData data, byte[][] train, byte[][] test) {
    private static final String TRAIN = "frame to train on";
    private static final String TEST = "frame to test on";

    /**
     * Unpacked rows.
     *
     * @param labels of each its class; none where numbers are learned
     * @param targets of each its numbers to learn; none where classes are
     * @param features of each its numbers; none where they are images
     * @param levels of each its image's; none where they are no images
     */
    private record Rows(
            String name, List<String> labels, List<double[]> targets, List<double[]> features, List<byte[]> levels) {
        static Rows none(String name) {
            return new Rows(name, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        int size() {
            return Math.max(labels.size(), targets.size());
        }

        Rows only(String part, int[] chosen) {
            return new Rows(
                    part, some(labels, chosen), some(targets, chosen), some(features, chosen), some(levels, chosen));
        }

        private static <T> List<T> some(List<T> all, int[] chosen) {
            return all.isEmpty() ? all : IntStream.of(chosen).mapToObj(all::get).toList();
        }

        int[] classNumbers(List<String> classes) {
            Map<String, Integer> numbers = new HashMap<>();
            for (int i = 0; i < classes.size(); i++) {
                numbers.put(classes.get(i), i);
            }
            return labels.isEmpty()
                    ? new int[size()]
                    : labels.stream()
                            .mapToInt(label -> numbers.getOrDefault(label, -1))
                            .toArray();
        }
    }

    /**
     * Unpacks the rows.
     *
     * @throws DataException if something was wrong with one of them, they differ in how many numbers they have, or there are too few
     */
    LoadedData load() {
        Rows learned = rows(TRAIN, train);
        if (test.length > 0) {
            return loaded(learned, rows(TEST, test));
        }
        try {
            int[] labels = learned.classNumbers(FromArrays.classes(learned.labels()));
            FromArrays.Parts parts = FromArrays.parts("frame", labels, data.testShare(), new Seed(data.seed()));
            return loaded(learned.only(TRAIN, parts.train()), learned.only(TEST, parts.test()));
        } catch (IllegalArgumentException e) {
            throw new DataException("data: " + e.getMessage(), e);
        }
    }

    private LoadedData loaded(Rows learned, Rows tested) {
        List<String> classes = FromArrays.classes(Stream.concat(learned.labels().stream(), tested.labels().stream())
                .toList());
        return data.areImages()
                ? new LoadedData.Images(new Split<>(images(learned, classes), images(tested, classes)))
                : new LoadedData.Rows(new Split<>(table(learned, classes), table(tested, classes)));
    }

    private Rows rows(String name, byte[][] partitions) {
        Rows rows = Rows.none(name);
        for (byte[] partition : partitions) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(partition))) {
                if (in.readByte() == RowBytes.COMPLAINT) {
                    throw new DataException(in.readUTF());
                }
                while (in.available() > 0) {
                    read(in, rows);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (rows.size() == 0) {
            throw new DataException(name + ": expected at least one row, found none");
        }
        return rows;
    }

    private void read(DataInputStream in, Rows rows) throws IOException {
        if (data.target() == FrameData.Target.NUMBER) {
            rows.targets().add(numbers(in));
        } else {
            rows.labels().add(in.readUTF());
        }
        if (data.areImages()) {
            rows.levels().add(in.readNBytes(data.channels() * side(0) * side(1)));
        } else {
            rows.features().add(numbers(in));
        }
    }

    private static double[] numbers(DataInputStream in) throws IOException {
        double[] numbers = new double[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
        }
        return numbers;
    }

    private int side(int which) {
        return data.size().orElseThrow().get(which);
    }

    private LabeledImages images(Rows rows, List<String> classes) {
        int each = data.channels() * side(0) * side(1);
        byte[] pixels = new byte[room(rows, each)];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.levels().get(i), 0, pixels, i * each, each);
        }
        return FromArrays.images(
                rows.name(), data.channels(), side(0), side(1), classes, pixels, rows.classNumbers(classes));
    }

    private Table table(Rows rows, List<String> classes) {
        int width = rows.features().get(0).length;
        double[] features = joined(rows, "features", rows.features(), width);
        List<String> columns = data.features().size() > 1 ? data.features() : numbered(width);
        if (data.target() == FrameData.Target.CLASS) {
            return FromArrays.classified(rows.name(), columns, classes, features, rows.classNumbers(classes));
        }
        int learned = rows.targets().get(0).length;
        List<String> names =
                learned == 1 && data.label().get(0).equals("label") ? List.of(Domain.Rows.NUMBER) : data.label();
        return FromArrays.numbered(
                rows.name(), columns, names, features, joined(rows, "label", rows.targets(), learned));
    }

    private static List<String> numbered(int columns) {
        return IntStream.rangeClosed(1, columns).mapToObj(Integer::toString).toList();
    }

    private static double[] joined(Rows rows, String what, List<double[]> each, int width) {
        double[] all = new double[room(rows, width)];
        for (int i = 0; i < each.size(); i++) {
            if (each.get(i).length != width) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "%s, row %d, %s: expected %d numbers as in the first row, found %d",
                        rows.name(),
                        i + 1,
                        what,
                        width,
                        each.get(i).length));
            }
            System.arraycopy(each.get(i), 0, all, i * width, width);
        }
        return all;
    }

    private static int room(Rows rows, int each) {
        long all = (long) rows.size() * each;
        if (all > Integer.MAX_VALUE - Long.BYTES) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: expected at most %d numbers, found %d rows of %d",
                    rows.name(),
                    Integer.MAX_VALUE - Long.BYTES,
                    rows.size(),
                    each));
        }
        return (int) all;
    }
}
