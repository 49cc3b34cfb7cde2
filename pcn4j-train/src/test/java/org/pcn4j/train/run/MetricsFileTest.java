package org.pcn4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.train.Scored;
import org.pcn4j.train.run.Metric.Distance;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.NodeErrors;
import org.pcn4j.train.run.Metric.Probed;
import org.pcn4j.train.run.Metric.Updated;

class MetricsFileTest {
    private static final Metric FIRST = new Updated(1, 0.5, 2.25, OptionalDouble.of(0.001), OptionalDouble.of(1234.5));
    private static final Metric SECOND = new Updated(2, 1, 1.75, OptionalDouble.empty(), OptionalDouble.empty());
    private static final Metric EVALUATED = new Evaluated(2, 1, 1.5, OptionalDouble.of(0.875));
    private static final Metric ANSWERED =
            new Evaluated(2, 1, 1.5, OptionalDouble.empty(), List.of(), Scored.ANSWER_ERROR);
    private static final Metric PROBED = new Probed(
            2, 1, List.of(3.0, 2.0), List.of(new NodeErrors("<b>", List.of(0.0, 0.1))), new Distance(0.25, 0.5, false));
    private static final Metric THIRD = new Updated(3, 1.5, 1.25, OptionalDouble.empty(), OptionalDouble.empty());

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("metrics.jsonl");
    }

    private static void unexpected(String warning) {
        throw new AssertionError(warning);
    }

    private List<Metric> read() {
        return MetricsFile.read(file(), MetricsFileTest::unexpected);
    }

    private void write(long resumedAfter, Metric... metrics) {
        try (MetricsFile file = MetricsFile.resume(file(), resumedAfter, MetricsFileTest::unexpected)) {
            for (Metric metric : metrics) {
                file.append(metric);
            }
        }
    }

    @Test
    void whatIsWrittenIsReadBackOneLineEach() throws IOException {
        write(0, FIRST, SECOND, EVALUATED, ANSWERED, PROBED);
        assertThat(Files.readAllLines(file())).hasSize(5);
        assertThat(read()).containsExactly(FIRST, SECOND, EVALUATED, ANSWERED, PROBED);
    }

    @Test
    void aLineStandsInTheFileBeforeTheNextIsWritten() {
        try (MetricsFile file = MetricsFile.resume(file(), 0, MetricsFileTest::unexpected)) {
            file.append(FIRST);
            assertThat(read()).containsExactly(FIRST);
            file.append(SECOND);
            assertThat(read()).containsExactly(FIRST, SECOND);
        }
    }

    @Test
    void aTornLastLineIsPassedOverByReadersWhereverItIsTorn() throws IOException {
        write(0, FIRST, SECOND);
        byte[] whole = Files.readAllBytes(file());
        int firstLine = Files.readString(file()).indexOf('\n') + 1;
        for (int length = firstLine; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThat(read()).containsExactly(FIRST);
        }
    }

    @Test
    void resumingCutsATornLineAndAllThatLiesBeyondTheCheckpoint() throws IOException {
        write(0, FIRST, SECOND, EVALUATED, THIRD);
        Files.writeString(file(), "{\"kind\":\"upd", StandardOpenOption.APPEND);
        write(2, THIRD);
        assertThat(read()).containsExactly(FIRST, SECOND, EVALUATED, THIRD);
        write(1);
        assertThat(Files.readAllLines(file())).hasSize(1);
        write(0);
        assertThat(Files.size(file())).isZero();
    }

    @Test
    void linesOfAnUnknownKindAreReadPastAndKept() throws IOException {
        write(0, FIRST);
        Files.writeString(file(), "{\"kind\":\"weather\",\"update\":1}\n", StandardOpenOption.APPEND);
        write(1, SECOND);
        assertThat(read()).containsExactly(FIRST, SECOND);
        assertThat(Files.readString(file())).contains("weather");
    }

    @Test
    void damagedLinesAreLeftOutToldInOneLineAndCutOutWhereTheRunGoesOn() throws IOException {
        write(0, FIRST);
        Files.writeString(file(), "nonsense\n", StandardOpenOption.APPEND);
        assertThat(read()).as("the last line may be torn").containsExactly(FIRST);
        write(2, FIRST);
        for (String damaged : List.of("nonsense", "{\"kind\":\"update\"}", "", "{\"update\":\"x\"}", "[1")) {
            Files.writeString(file(), damaged + "\n", StandardOpenOption.APPEND);
        }
        Files.writeString(
                file(), "{\"kind\":\"update\",\"update\":2,\"epoch\":1,\"loss\":1.75}\n", StandardOpenOption.APPEND);
        List<String> told = new ArrayList<>();
        assertThat(MetricsFile.read(file(), told::add)).containsExactly(FIRST, FIRST, SECOND);
        assertThat(told)
                .containsExactly(
                        "'" + file() + "' is damaged in lines 3, 4, 5 and 2 more, left out here; the run itself"
                                + " does not depend on this file");
        try (MetricsFile on = MetricsFile.resume(file(), 2, told::add)) {
            on.append(THIRD);
        }
        assertThat(told).hasSize(2);
        assertThat(read()).containsExactly(FIRST, FIRST, SECOND, THIRD);
    }

    @Test
    void aNumberThatIsNotFiniteComesBackAsNoNumber() throws IOException {
        write(
                0,
                new Probed(
                        1,
                        1,
                        List.of(Double.POSITIVE_INFINITY),
                        List.of(),
                        new Distance(Double.NaN, Double.NaN, false)));
        assertThat(Files.readString(file())).contains("\"energy\":[null]").contains("\"relative\":null");
        Probed read = (Probed) read().get(0);
        assertThat(read.energies()).containsExactly(Double.NaN);
        assertThat(read.divergence().cosine()).isNaN();
    }

    @Test
    void aMissingFileHoldsNothing() {
        assertThat(read()).isEmpty();
    }
}
