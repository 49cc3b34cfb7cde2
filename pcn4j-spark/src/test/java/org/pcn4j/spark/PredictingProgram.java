package org.pcn4j.spark;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.pcn4j.train.model.Model;

/** Adds a model's predictions to the rows of a file, on a cluster, and compares each with what the model says here. */
public final class PredictingProgram {
    private PredictingProgram() {}

    /** Is told a JSON file of rows and a model's file. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[1]);
        try (SparkSession session = SparkSession.builder().getOrCreate();
                Model model = Model.load(file)) {
            Dataset<Row> rows = session.read().json(args[0]).repartition(6);
            List<Row> predicted = SparkModel.load(session, file)
                    .withProbabilities("probabilities")
                    .withRowsAtATime(1)
                    .transform(rows)
                    .select("features", "prediction", "probabilities", "id")
                    .collectAsList();
            long differ = predicted.stream()
                    .filter(row -> {
                        double[] sample = row.<Double>getList(0).stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray();
                        var expected = model.predict(sample).get(0);
                        return !row.getString(1).equals(expected.label())
                                || !row.<Double>getList(2).equals(expected.probabilities());
                    })
                    .count();
            System.out.println(predicted.size() + " rows, " + differ + " differ");
        }
    }
}
