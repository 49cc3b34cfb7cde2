package org.pcn4j.spark;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.pcn4j.data.DataException;
import org.pcn4j.data.Ground;
import org.pcn4j.data.ImageFile;
import org.pcn4j.data.ImageReading;

/**
 * Packs the rows of a partition, on the executor that has it: of each its label, one text or k numbers, and its features, n
 * numbers or an image's levels. Rows have two columns then, the features and the label, as {@link FrameReader} chooses them. What
 * is wrong with a row takes the place of all, as Spark would try a task that fails four times.
 */
final class RowBytes implements FlatMapFunction<Iterator<Row>, byte[]> {
    private static final long serialVersionUID = 1;

    /** What a packed partition begins with. */
    static final int ROWS = 0;

    /** The same where there is something wrong with one of its rows: a text follows that says so. */
    static final int COMPLAINT = 1;

    private final String what;
    private final boolean numbersAreLearned;

    /** None where features are numbers. */
    private final @Nullable Pictures pictures;

    /** How images are read. */
    record Pictures(int channels, int height, int width) implements Serializable {
        byte[] levels(byte[] file, String name) {
            return ImageFile.levels(file, name, new ImageReading(channels, Ground.WHITE), height, width);
        }
    }

    /**
     * Prepares.
     *
     * @param what the rows are called in messages
     * @param numbersAreLearned whether labels are arrays of numbers and not texts
     * @param pictures how features are read, where they are images
     */
    RowBytes(String what, boolean numbersAreLearned, Optional<Pictures> pictures) {
        this.what = what;
        this.numbersAreLearned = numbersAreLearned;
        this.pictures = pictures.orElse(null);
    }

    @Override
    public Iterator<byte[]> call(Iterator<Row> rows) {
        return List.of(packed(rows, TaskContext.getPartitionId())).iterator();
    }

    /** Returns the rows of a partition, or what is wrong with one. */
    byte[] packed(Iterator<Row> rows, int partition) {
        long row = 0;
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(ROWS);
            while (rows.hasNext()) {
                row++;
                write(rows.next(), out, place(partition, row));
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DataException e) {
            return complaint(String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            return complaint(place(partition, row)
                    + ": expected partitions of at most 2 GB that fit into the executor's memory; divide them, as by"
                    + " repartition");
        }
    }

    private String place(int partition, long row) {
        return String.format(Locale.ROOT, "%s, partition %d, row %d", what, partition, row);
    }

    private static byte[] complaint(String text) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(COMPLAINT);
            out.writeUTF(text);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Row row, DataOutputStream out, String place) throws IOException {
        require(!row.isNullAt(1), place, "the label is missing");
        if (numbersAreLearned) {
            writeNumbers(row, 1, out, place + ", label");
        } else {
            String label = row.getString(1).strip();
            require(!label.isEmpty(), place, "the label is missing");
            out.writeUTF(label);
        }
        require(!row.isNullAt(0), place, "the features are missing");
        if (pictures != null) {
            out.write(pictures.levels(row.<byte[]>getAs(0), place));
        } else {
            writeNumbers(row, 0, out, place + ", features");
        }
    }

    private static void writeNumbers(Row row, int column, DataOutputStream out, String place) throws IOException {
        List<Double> numbers = row.getList(column);
        out.writeInt(numbers.size());
        for (int i = 0; i < numbers.size(); i++) {
            Double number = numbers.get(i);
            require(number != null, place, "number " + (i + 1) + " is missing");
            out.writeDouble(number);
        }
    }

    private static void require(boolean fits, String place, String complaint) {
        if (!fits) {
            throw new DataException(place + ": " + complaint);
        }
    }
}
