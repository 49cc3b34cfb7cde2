package org.pcn4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.pcn4j.data.DataException;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.model.Model;

/**
 * A trained model that adds predictions to DataFrames. Executors get its file once, and each loads it once, however many
 * partitions it has. Immutable; each {@code with} method returns a changed copy.
 */
public final class SparkModel {
    private static final int AT_A_TIME = 64;

    private final SavedFile file;
    private final String features;
    private final String prediction;
    private final Optional<String> probabilities;
    private final int atATime;

    private SparkModel(
            SavedFile file, String features, String prediction, Optional<String> probabilities, int atATime) {
        this.file = file;
        this.features = features;
        this.prediction = prediction;
        this.probabilities = probabilities;
        this.atATime = atATime;
    }

    /**
     * Reads a model that was saved.
     *
     * @param saved at the driver
     * @throws DataException if it cannot be read
     */
    public static SparkModel load(SparkSession session, Path saved) {
        // Read here as well, so that damage is told at once.
        try (Model model = Model.load(saved)) {
            boolean numbers = model.description().domain().classes().isEmpty();
            byte[] bytes = Files.readAllBytes(saved);
            Broadcast<byte[]> file =
                    JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(bytes);
            return new SparkModel(
                    new SavedFile(file, SavedFile.digest(bytes), numbers),
                    "features",
                    "prediction",
                    Optional.empty(),
                    AT_A_TIME);
        } catch (IOException e) {
            throw new DataException("the model '" + saved + "' cannot be read: " + Failures.firstLine(e), e);
        }
    }

    /** Takes samples from the column of another name than {@code features}. */
    public SparkModel withFeatures(String column) {
        return new SparkModel(file, column, prediction, probabilities, atATime);
    }

    /** Calls the column of predictions otherwise than {@code prediction}. */
    public SparkModel withPrediction(String column) {
        return new SparkModel(file, features, column, probabilities, atATime);
    }

    /** Adds a column of the probabilities of all classes, in their order; empty where the model gives none. */
    public SparkModel withProbabilities(String column) {
        return new SparkModel(file, features, prediction, Optional.of(column), atATime);
    }

    /**
     * Asks the model of so many rows at a time, 64 unless it is said. With 1, each row has the bits of {@link Model#predict(double[]...)}
     * of it alone; with more, last bits may depend on its neighbours.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public SparkModel withRowsAtATime(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("expected at least 1 row at a time, found " + rows);
        }
        return new SparkModel(file, features, prediction, probabilities, rows);
    }

    /**
     * Returns the rows with what the model says of each: its class as a text, or, where it answers with numbers, an array of them.
     *
     * @param frame its column of features holds arrays of as many numbers as a sample has, as {@link Model#predict(double[]...)} takes
     *     them, or encoded images, or texts where the model reads text; null is answered with null
     * @throws DataException if there is no such column, it is of another type, or a column of the new name is there already
     */
    public Dataset<Row> transform(Dataset<Row> frame) {
        StructType schema = frame.schema();
        DataType type = Arrays.stream(schema.fields())
                .filter(field -> field.name().equals(features))
                .findFirst()
                .orElseThrow(() -> new DataException("there is no column " + OneLine.quoted(features) + " of features"
                        + " to predict from, expected one of " + String.join(", ", schema.fieldNames())))
                .dataType();
        if (!(type instanceof BinaryType
                || type instanceof StringType
                || (type instanceof ArrayType array && array.elementType() instanceof NumericType))) {
            throw new DataException("column " + OneLine.quoted(features)
                    + ": expected an array of numbers, encoded images (binary) or texts, found " + type.simpleString());
        }
        StructType more = added(
                schema,
                prediction,
                file.answersWithNumbers() ? DataTypes.createArrayType(DataTypes.DoubleType) : DataTypes.StringType);
        if (probabilities.isPresent()) {
            more = added(more, probabilities.get(), DataTypes.createArrayType(DataTypes.DoubleType));
        }
        return frame.mapPartitions(
                new Predicting(
                        file.bytes(), file.digest(), schema.fieldIndex(features), probabilities.isPresent(), atATime),
                Encoders.row(more));
    }

    private static StructType added(StructType schema, String column, DataType type) {
        if (Arrays.asList(schema.fieldNames()).contains(column)) {
            throw new DataException("there is a column " + OneLine.quoted(column) + " already: expected another name"
                    + " for what is added");
        }
        return schema.add(column, type, true);
    }
}
