package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.data.DataException;
import org.pcn4j.data.FromArrays;
import org.pcn4j.data.Table;
import org.pcn4j.tensor.Seed;

class LastDataTest {
    @Test
    void experimentsOnTheSameDataReadThemOnceWhateverElseDiffers(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path file = folder.resolve("rows.csv");
        Files.writeString(file, "a,b,kind\n" + "1,2,x\n3,4,y\n".repeat(20));
        String text = String.format(Locale.ROOT, "data: {name: csv, path: \"%s\", label: kind}\nbatch: 4\n", file);
        LastData data = new LastData(PreparedTest.NOWHERE);
        Prepared first = data.prepare(Experiment.read(text, List.of()));
        Files.delete(file);
        Prepared second = data.prepare(Experiment.read(text, List.of("seed=2", "batch=8", "optimizer.lr=0.1")));
        assertThat(second.test().size()).isEqualTo(first.test().size());
        assertThat(second.experiment().batch()).isEqualTo(8);
        data.prepare(Experiment.read("data: {name: digits, train: 100, test: 10}", List.of()));
        assertThatThrownBy(() -> data.prepare(Experiment.read(text, List.of())))
                .as("only the last ones are kept")
                .isInstanceOf(DataException.class);
    }

    /** As those of a program that has them from elsewhere: the file is none. */
    @Test
    void dataThatAreAtHandAreNotRead() throws InterruptedException {
        Experiment experiment = Experiment.read("data: {name: csv, path: nowhere.csv}\nbatch: 4\n", List.of());
        int[] labels = IntStream.range(0, 40).map(row -> row % 2).toArray();
        Table rows = FromArrays.classified("rows", List.of("x"), List.of("a", "b"), new double[40], labels);
        LastData data = new LastData(
                PreparedTest.NOWHERE, experiment.data(), new LoadedData.Rows(rows.split(0.25, new Seed(1))));
        assertThat(data.prepare(experiment).test().size()).isEqualTo(10);
    }
}
