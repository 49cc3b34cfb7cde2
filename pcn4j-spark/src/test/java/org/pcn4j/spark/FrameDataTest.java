package org.pcn4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcn4j.data.DataException;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.settings.SettingsException;

/** Experiments that learn from a DataFrame, which this module adds to the catalog of data sets. */
class FrameDataTest {
    private static Experiment read(String data) {
        return Experiment.read("model: {name: mlp, hidden: [8]}\ndata: " + data + "\n", List.of());
    }

    private static FrameData data(String text) {
        return (FrameData) read(text).data().source();
    }

    @Test
    void theFrameIsADataSetAmongOthersAndIsWrittenAsItIsRead() {
        Experiment experiment = read("{name: frame, path: \"hdfs://x/rows\", order: id, label: kind, validation: 0.2}");
        assertThat(experiment.data().validation()).isEqualTo(0.2);
        assertThat(Experiment.read(experiment.toYaml(), List.of())).isEqualTo(experiment);
        FrameData frame = (FrameData) experiment.data().source();
        assertThat(frame.features()).containsExactly("features");
        assertThat(frame.label()).containsExactly("kind");
        assertThat(frame.path()).contains("hdfs://x/rows");
        assertThat(frame.order()).contains("id");
        assertThat(frame.format()).isEqualTo("parquet");
    }

    @Test
    void aProgramHandsOverWhatHasNoPath() {
        assertThat(data("frame").path()).isEmpty();
        assertThat(data("{name: frame, size: [8, 8], channels: 1}").size()).isEqualTo(Optional.of(List.of(8, 8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{name: frame, label: [a, b]}; label: expected one column for a class, found 2",
                "{name: frame, size: [8, 8], features: [a, b]}; size: images stand in one column and have classes",
                "{name: frame, test-path: x}; test-path: expected none without path",
                "{name: frame, channels: 2}; channels: expected 1 for gray or 3 for colors, found 2",
                "{name: frame, test-share: 0}; test-share: expected a share greater than 0"
            })
    void settingsThatDoNotGoTogetherAreRefused(String data, String told) {
        assertThatThrownBy(() -> read(data))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(told)
                .message()
                .hasLineCount(1);
    }

    @Test
    void withoutSparkThereAreNoRows() {
        assertThatThrownBy(() -> read("frame").prepare(DataAccess.ofUser(new Access.Offline())))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'frame' is read by Spark alone");
    }
}
