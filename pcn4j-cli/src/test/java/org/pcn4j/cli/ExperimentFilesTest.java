package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.train.Length;
import org.pcn4j.train.experiment.Experiment;

/** The experiments whose figures are published. */
class ExperimentFilesTest {
    @ParameterizedTest
    @ValueSource(strings = {"mnist-mlp.yaml", "mnist-cnn.yaml"})
    void publishedExperimentsAreReadAndLearnByZIlWithATenthHeldBack(String file) {
        Experiment experiment = Experiment.read(Path.of("..", "experiments", file), List.of());
        assertThat(experiment.rule().label()).isEqualTo("z-il");
        assertThat(experiment.data().name()).isEqualTo("mnist");
        assertThat(experiment.data().validation()).isEqualTo(0.1);
        assertThat(experiment.optimizer().lr()).isEqualTo(0.001);
    }

    @Test
    void pepitaLearnsTwentyEpochsOfAllTrainingImages() {
        Experiment experiment = Experiment.read(Path.of("..", "experiments", "mnist-pepita.yaml"), List.of());
        assertThat(experiment.rule().label()).isEqualTo("pepita");
        assertThat(experiment.data().validation()).isZero();
        assertThat(experiment.optimizer().lr()).isEqualTo(0.1);
        assertThat(experiment.length()).isEqualTo(Length.epochs(20));
    }

    @Test
    void theWideExperimentIsReadInFloat32AndInBfloat16() {
        Path file = Path.of("..", "experiments", "mnist-il-wide.yaml");
        assertThat(Experiment.read(file, List.of("arithmetic=fused")).rule().label())
                .isEqualTo("il");
        assertThat(Experiment.read(file, List.of("arithmetic=bf16")).arithmetic())
                .contains(Arithmetic.BF16);
    }
}
