package org.pcn4j.spark;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * DataFrames that a program hands over.
 *
 * @param train rows to train on
 * @param test rows to test on; none for a share of the others
 */
public record Frames(Dataset<Row> train, Optional<Dataset<Row>> test) {
    /** Rows of which a share is to test on. */
    public static Frames of(Dataset<Row> rows) {
        return new Frames(rows, Optional.empty());
    }
}
