package org.pcn4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.data.DataException;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.model.Answer;
import org.pcn4j.train.model.Model;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/** Predictions for the rows of a partition. */
class PredictingTest {
    private static final int PIXELS = 784;

    @TempDir
    private Path dir = Path.of("");

    private byte[] file = {};

    /** A value that is here already. */
    private static final class Here extends Broadcast<byte[]> {
        private static final long serialVersionUID = 1;

        private final byte[] bytes;

        Here(byte[] bytes) {
            super(1, ClassTag$.MODULE$.<byte[]>apply(byte[].class));
            this.bytes = bytes;
        }

        @Override
        public byte[] getValue() {
            return bytes;
        }

        @Override
        public void doUnpersist(boolean blocking) {}

        @Override
        public void doDestroy(boolean blocking) {}
    }

    @BeforeEach
    void save() throws Exception {
        Prepared prepared = Experiment.read(
                        "model: {name: mlp, hidden: [8]}\ndata: {name: digits, train: 60, test: 10}\nbatch: 4",
                        List.of())
                .prepare(DataAccess.ofUser(new Access.Offline()));
        Path saved = dir.resolve("model.safetensors");
        try (Parameters parameters = prepared.parameters();
                Model model = prepared.model(parameters)) {
            model.save(saved);
        }
        file = Files.readAllBytes(saved);
    }

    private Model model() throws IOException {
        return Model.load(Files.write(dir.resolve("again.safetensors"), file));
    }

    private static double[] sample(int number) {
        return IntStream.range(0, PIXELS)
                .mapToDouble(i -> (i * 31 + number * 17) % 256 / 255.0)
                .toArray();
    }

    private static Object cell(double[] sample) {
        return CollectionConverters.asScala(Arrays.stream(sample).boxed().toList())
                .toSeq();
    }

    private List<Row> predicted(int atATime, List<Row> rows) {
        List<Row> all = new ArrayList<>();
        Iterator<Row> answered =
                new Predicting(new Here(file), SavedFile.digest(file), 1, true, atATime).call(rows.iterator());
        answered.forEachRemaining(all::add);
        return all;
    }

    @Test
    void eachRowHasTheBitsOfTheModelAskedOfItAlone() throws IOException {
        List<Row> rows = IntStream.range(0, 5)
                .mapToObj(i -> RowFactory.create("row " + i, cell(sample(i))))
                .toList();
        List<Row> predicted = predicted(1, rows);
        assertThat(predicted).hasSize(5);
        try (Model model = model()) {
            for (int i = 0; i < 5; i++) {
                Answer expected = model.predict(sample(i)).get(0);
                assertThat(predicted.get(i).getString(0)).isEqualTo("row " + i);
                assertThat(predicted.get(i).getString(2)).isEqualTo(expected.label());
                assertThat((Object[]) predicted.get(i).get(3))
                        .isEqualTo(expected.probabilities().toArray());
            }
        }
    }

    @Test
    void someAtATimeKeepTheirOrderAndWhatIsMissingStaysSo() throws IOException {
        List<Row> rows = IntStream.range(0, 7)
                .mapToObj(i -> RowFactory.create("row " + i, i == 2 ? null : cell(sample(i))))
                .toList();
        List<Row> predicted = predicted(3, rows);
        assertThat(predicted)
                .extracting(row -> row.getString(0))
                .containsExactly("row 0", "row 1", "row 2", "row 3", "row 4", "row 5", "row 6");
        assertThat(predicted.get(2).isNullAt(2)).isTrue();
        assertThat(predicted.get(2).isNullAt(3)).isTrue();
        try (Model model = model()) {
            assertThat(predicted.get(6).getString(2))
                    .isEqualTo(model.predict(sample(6)).get(0).label());
        }
    }

    @Test
    void aRowThatIsNoSampleIsNamed() {
        List<Row> rows = List.of(RowFactory.create("short", cell(new double[] {1, 2, 3})));
        assertThatThrownBy(() -> predicted(1, rows))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("row 1")
                .hasMessageContaining("expected 784 numbers, found 3");
    }

    /** However many partitions and tasks an executor has. */
    @Test
    void aModelIsLoadedOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        List<Model> models = Collections.synchronizedList(new ArrayList<>());
        List<Thread> tasks = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> models.add(LoadedModels.get("of this test", () -> {
                    asked.incrementAndGet();
                    return file;
                }))))
                .toList();
        tasks.forEach(Thread::start);
        for (Thread task : tasks) {
            task.join();
        }
        assertThat(asked).hasValue(1);
        assertThat(models).hasSize(4).containsOnly(models.get(0));
    }

    /** Spark sends them to executors by Java's serialization. */
    @Test
    void whatExecutorsDoCanBeSentThere() throws Exception {
        Courier courier = new Courier("127.0.0.1", 1, "secret", 0);
        Assignment assignment = new Assignment("seed: 1", List.of("epochs=2"), "name", List.of("words"), 1, courier);
        for (Object task : List.of(
                new Predicting(new Here(file), SavedFile.digest(file), 1, true, 2),
                new RankTask(assignment, Optional.empty()),
                new RowBytes("rows", true, Optional.empty()),
                new RowBytes("rows", false, Optional.of(new RowBytes.Pictures(1, 2, 3))))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(task);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertThat(in.readObject()).hasSameClassAs(task);
            }
        }
    }

    /** One that serves many models does not keep them all. */
    @Test
    void anExecutorForgetsAModelThatOthersHaveTakenTheTurnOf() {
        AtomicInteger loaded = new AtomicInteger();
        for (int turn = 0; turn < 2; turn++) {
            for (int i = 0; i <= LoadedModels.MOST; i++) {
                LoadedModels.get("one of many " + i, () -> {
                    loaded.incrementAndGet();
                    return file;
                });
            }
        }
        assertThat(loaded).hasValue(2 * (LoadedModels.MOST + 1));
        LoadedModels.get("one of many " + LoadedModels.MOST, () -> {
            throw new AssertionError("it is loaded");
        });
    }
}
