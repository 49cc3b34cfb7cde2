package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.data.DataException;

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
}
