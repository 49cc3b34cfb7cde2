package org.pcn4j.train.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.model.Activation;
import org.pcn4j.train.model.Description;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Energies;
import org.pcn4j.train.model.ModelSpec;

/** What YAML can do and settings must not: it is refused wherever it stands, in experiments and in models' files. */
class AnchorsTest {
    private static final String ANCHORS = "anchors and aliases (& and *) are not allowed here";
    private static final String TAGS = "tags (!) are not allowed here";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "epochs: &a 3 | 2 | anchors",
                "epochs: &a '3' | 2 | anchors",
                "&a epochs: 3 | 2 | anchors",
                "data: {&a name: digits} | 2 | anchors",
                "data: {name: &a digits} | 2 | anchors",
                "model: {hidden: [3, &a 4]} | 2 | anchors",
                "model: {hidden: &a [3]} | 2 | anchors",
                "data: &a {name: digits} | 2 | anchors",
                "batch: *a | 2 | anchors",
                "model: {hidden: [*a]} | 2 | anchors",
                "clip: &a | 2 | anchors",
                "epochs: !!int 3 | 2 | tags",
                "epochs: ! 3 | 2 | tags",
                "!x epochs: 3 | 2 | tags",
                "model: {hidden: !!seq [3]} | 2 | tags",
                "model: !!map {name: mlp} | 2 | tags",
                "data: {name: !!str digits} | 2 | tags",
                "data: {name: !!binary aGk=} | 2 | tags",
            })
    void whatPointsElsewhereOrNamesATypeIsRefusedWithItsLine(String line, int number, String what) {
        assertThatThrownBy(() -> Experiment.read("seed: 1\n" + line + "\n", List.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessage("line " + number + ": " + (what.equals("tags") ? TAGS : ANCHORS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"<<: {seed: 1}", "data: {<<: {name: digits}}", "\"<<\": 1"})
    void mergeKeysAreRefused(String line) {
        assertThatThrownBy(() -> Experiment.read("seed: 1\n" + line, List.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessage("line 2: merge keys (<<) are not allowed here");
    }

    @Test
    void overridesAreReadAsStrictly() {
        assertThatThrownBy(() -> Experiment.read("", List.of("epochs=&a 3")))
                .hasMessage("--set epochs=&a 3: " + ANCHORS);
        assertThatThrownBy(() -> Experiment.read("", List.of("model.hidden=[!!int 3]")))
                .hasMessage("--set model.hidden=[!!int 3]: " + TAGS);
    }

    @Test
    void aModelsFileIsReadAsStrictly() {
        Description description = new Description(
                new ModelSpec.Mlp(List.of(3), Activation.TANH),
                Energies.CROSS_ENTROPY,
                new Domain.Images(1, 2, 2, List.of("a", "b")),
                Optional.empty());
        String text = description.toYaml();
        assertThat(Description.read(text, "a.safetensors")).isEqualTo(description);
        assertThatThrownBy(() -> Description.read(text.replace("loss: ", "loss: &a "), "a.safetensors"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("a.safetensors, line ", ANCHORS);
        assertThatThrownBy(() -> Description.read(text.replace("loss: ", "loss: !!str "), "a.safetensors"))
                .hasMessageContaining(TAGS);
        assertThatThrownBy(() -> Description.read(text + "<<: {a: 1}\n", "a.safetensors"))
                .hasMessageContaining("merge keys (<<) are not allowed here");
    }
}
