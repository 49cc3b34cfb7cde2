package org.pcn4j.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.pcn4j.data.DataException;
import org.pcn4j.train.file.OneLine;

/**
 * Reads the rows of a training from DataFrames: executors pack their partitions, and the driver gathers them once, in the order of
 * the partitions, and within one in that of its rows, as {@code collect} does. All attempts of the training then learn from these.
 */
final class FrameReader {
    private static final String NUMBERS = "array<double>";

    private final SparkSession session;
    private final FrameData data;

    FrameReader(SparkSession session, FrameData data) {
        this.session = session;
        this.data = data;
    }

    /**
     * Reads all rows.
     *
     * @param handed DataFrames in place of those that are where the experiment says
     * @throws DataException if there are none, there is no such column or one of another type, or something is wrong with a row
     */
    PackedRows read(Optional<Frames> handed) {
        Frames frames = handed.orElseGet(this::found);
        byte[][] train = rows(frames.train(), "frame to train on");
        Optional<byte[][]> test = frames.test().map(frame -> rows(frame, "frame to test on"));
        return new PackedRows(data, train, test.orElseGet(() -> new byte[0][]));
    }

    private Frames found() {
        String path = data.path()
                .orElseThrow(() -> new DataException(
                        "data: 'frame' has no path: expected one, or a DataFrame that the" + " program hands over"));
        return new Frames(at(path), data.testPath().map(this::at));
    }

    private Dataset<Row> at(String path) {
        try {
            return data.format().equals(FrameData.TABLE)
                    ? session.table(path)
                    : session.read().format(data.format()).load(path);
        } catch (Exception e) {
            // Spark's exceptions are checked ones that it does not declare.
            throw new DataException(
                    "data: " + OneLine.quoted(path) + " cannot be read as " + data.format() + ": "
                            + Failures.firstLine(e),
                    e);
        }
    }

    private byte[][] rows(Dataset<Row> frame, String what) {
        Column features = features(frame, what);
        Column label = label(frame, what);
        Optional<RowBytes.Pictures> pictures =
                data.size().map(size -> new RowBytes.Pictures(data.channels(), size.get(0), size.get(1)));
        Dataset<Row> ordered = data.order()
                .map(column -> {
                    type(frame, column, what);
                    return frame.sort(named(column));
                })
                .orElse(frame);
        try {
            List<byte[]> packed = ordered.select(features, label)
                    .javaRDD()
                    .mapPartitions(new RowBytes(what, data.target() == FrameData.Target.NUMBER, pictures))
                    .collect();
            return packed.toArray(byte[][]::new);
        } catch (Exception e) {
            // Spark's exceptions are checked ones that it does not declare.
            throw new DataException(what + ": it cannot be read: " + Failures.firstLine(e), e);
        }
    }

    private Column features(Dataset<Row> frame, String what) {
        if (data.features().size() > 1) {
            return numbers(frame, data.features(), what);
        }
        String name = data.features().get(0);
        DataType type = type(frame, name, what);
        if (data.areImages()) {
            require(type instanceof BinaryType, what, name, "encoded images (binary), as size is set", type);
            return named(name);
        }
        require(
                !(type instanceof BinaryType),
                what,
                name,
                "numbers; where it holds encoded images, say size: [height, width]",
                type);
        if (type instanceof NumericType) {
            return numbers(frame, data.features(), what);
        }
        require(
                type instanceof ArrayType array && array.elementType() instanceof NumericType,
                what,
                name,
                "an array of numbers; vectors become one by functions.vector_to_array",
                type);
        return named(name).cast(NUMBERS);
    }

    private Column label(Dataset<Row> frame, String what) {
        if (data.target() == FrameData.Target.NUMBER) {
            return numbers(frame, data.label(), what);
        }
        String name = data.label().get(0);
        DataType type = type(frame, name, what);
        require(
                type instanceof StringType || type instanceof NumericType || type instanceof BooleanType,
                what,
                name,
                "a class: a text, a number, true or false",
                type);
        return named(name).cast("string");
    }

    /** Returns several columns as one array. */
    private static Column numbers(Dataset<Row> frame, List<String> names, String what) {
        for (String name : names) {
            DataType type = type(frame, name, what);
            require(type instanceof NumericType, what, name, "numbers", type);
        }
        return array(names.stream().map(FrameReader::named).toArray(Column[]::new))
                .cast(NUMBERS);
    }

    /** Names may hold dots, which are no path into a structure. */
    private static Column named(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }

    private static DataType type(Dataset<Row> frame, String name, String what) {
        return Arrays.stream(frame.schema().fields())
                .filter(field -> field.name().equals(name))
                .findFirst()
                .map(StructField::dataType)
                .orElseThrow(() -> new DataException(what + ": there is no column " + OneLine.quoted(name)
                        + ", expected one of " + String.join(", ", frame.columns())));
    }

    private static void require(boolean fits, String what, String name, String expected, DataType found) {
        if (!fits) {
            throw new DataException(what + ", column " + OneLine.quoted(name) + ": expected " + expected + ", found "
                    + found.simpleString());
        }
    }
}
