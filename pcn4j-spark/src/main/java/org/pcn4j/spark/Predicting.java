package org.pcn4j.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.pcn4j.data.DataException;
import org.pcn4j.train.model.Answer;
import org.pcn4j.train.model.Model;

/** Adds predictions to the rows of a partition, some rows at a time. */
final class Predicting implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;

    private final Broadcast<byte[]> file;
    private final String digest;
    private final int features;
    private final boolean withProbabilities;
    private final int atATime;

    Predicting(Broadcast<byte[]> file, String digest, int features, boolean withProbabilities, int atATime) {
        this.file = file;
        this.digest = digest;
        this.features = features;
        this.withProbabilities = withProbabilities;
        this.atATime = atATime;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Model model = LoadedModels.get(digest, file::value);
        return new Iterator<>() {
            private Iterator<Row> answered = List.<Row>of().iterator();
            private long done;

            @Override
            public boolean hasNext() {
                return answered.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!answered.hasNext()) {
                    List<Row> some = new ArrayList<>();
                    while (some.size() < atATime && rows.hasNext()) {
                        some.add(rows.next());
                    }
                    answered = answered(model, some, done).iterator();
                    done += some.size();
                }
                return answered.next();
            }
        };
    }

    private List<Row> answered(Model model, List<Row> rows, long before) {
        List<double[]> samples = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).isNullAt(features)) {
                samples.add(sample(model, rows.get(i).get(features), before + i + 1));
            }
        }
        Iterator<Answer> answers = samples.isEmpty()
                ? List.<Answer>of().iterator()
                : predicted(model, samples, before).iterator();
        return rows.stream()
                .map(row -> with(row, row.isNullAt(features) ? null : answers.next()))
                .toList();
    }

    private static String place(long row) {
        return "partition " + TaskContext.getPartitionId() + ", row " + row;
    }

    private static double[] sample(Model model, Object cell, long row) {
        try {
            if (cell instanceof byte[] image) {
                return model.preparation().image(image, place(row));
            } else if (cell instanceof String text) {
                return model.preparation().text(text);
            }
            List<?> numbers = scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Seq<?>) cell);
            return numbers.stream()
                    .mapToDouble(number -> number == null ? Double.NaN : ((Number) number).doubleValue())
                    .toArray();
        } catch (IllegalArgumentException e) {
            throw new DataException(place(row) + ": " + e.getMessage(), e);
        }
    }

    private static List<Answer> predicted(Model model, List<double[]> samples, long before) {
        try {
            return model.predict(samples.toArray(double[][]::new));
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    place(before + 1) + " and " + (samples.size() - 1) + " that follow: " + e.getMessage(), e);
        }
    }

    private Row with(Row row, @Nullable Answer answer) {
        Stream<@Nullable Object> before = IntStream.range(0, row.size()).mapToObj(row::get);
        Stream<@Nullable Object> added = Stream.of(said(answer));
        return RowFactory.create(Stream.concat(before, added).toArray());
    }

    private @Nullable Object[] said(@Nullable Answer answer) {
        Object[] said = new Object[withProbabilities ? 2 : 1];
        if (answer != null) {
            said[0] = answer.label().isEmpty()
                    ? Arrays.stream(answer.outputs()).boxed().toArray()
                    : answer.label();
            if (withProbabilities) {
                said[1] = answer.probabilities().toArray();
            }
        }
        return said;
    }
}
