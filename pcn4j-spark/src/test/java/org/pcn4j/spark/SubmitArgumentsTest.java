package org.pcn4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmitArgumentsTest {
    private static SubmitArguments read(String words) {
        return SubmitArguments.of(List.of(words.split(" ")));
    }

    @Test
    void optionsStandAnywhereWithTheirValueBehindThemOrAfterAnEqualsSign() {
        SubmitArguments read = read("--ranks 4 some/digits.yaml --threads=2 --set epochs=3 --set=batch=8 --runs there");
        assertThat(read.experiment()).contains(Path.of("some/digits.yaml"));
        assertThat(read.options().ranks()).isEqualTo(OptionalInt.of(4));
        assertThat(read.options().threads()).isEqualTo(OptionalInt.of(2));
        assertThat(read.options().changes()).containsExactly("epochs=3", "batch=8");
        assertThat(read.options().runs()).isEqualTo(Path.of("there"));
        assertThat(read.options().name()).isEqualTo("digits");
        assertThat(read.options().command())
                .startsWith("spark-submit", "--class", "org.pcn4j.spark.SparkTrain", "--ranks")
                .endsWith("--runs", "there");
    }

    @Test
    void aRunIsResumedByItsFolder() {
        SubmitArguments read = read("--resume runs/x --name y");
        assertThat(read.resumed()).contains(Path.of("runs/x"));
        assertThat(read.experiment()).isEmpty();
        assertThat(read.options().name()).isEqualTo("y");
    }

    @ParameterizedTest
    @CsvSource({
        "--ranks 2, found neither",
        "a.yaml --resume b, found both",
        "a.yaml b.yaml, found a second experiment 'b.yaml'",
        "a.yaml --rank 2, unknown option '--rank'",
        "a.yaml --ranks, found nothing after --ranks",
        "a.yaml --ranks two, --ranks is 'two': expected a whole number",
        "a.yaml --ranks 0, ranks is 0: expected at least 1",
        "a.yaml --threads=0, threads is 0: expected at least 1"
    })
    void misuseIsToldInOneLine(String words, String told) {
        assertThatThrownBy(() -> read(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(told)
                .message()
                .hasLineCount(1);
    }
}
