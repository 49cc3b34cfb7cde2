package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.train.settings.SettingsException;

/** Whatever is done to a valid text, it is read or refused in one line. */
class ExperimentFuzzTest {
    private static final int MUTATIONS = 1500;
    private static final String[] PIECES = {
        ":",
        ": ",
        "\n",
        "\n  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "!",
        "!!int ",
        "|",
        ">",
        "\"",
        "'",
        "#",
        "%",
        "\t",
        "---",
        "...",
        "?",
        "null",
        "true",
        "1e9",
        "-1",
        "0",
        ".nan",
        "\\x",
        "\u0000",
        "\ud800",
        "\u2028",
        "é",
        "<<",
        "@",
        "name",
        "none",
        "9999999999",
        "[[[[[[[["
    };

    private static String base(String which) {
        return switch (which) {
            case "full" -> ExperimentTest.FULL;
            case "graph" -> GraphTest.RESIDUAL;
            default -> Experiment.byDefault(which).toTemplate();
        };
    }

    private static String mutated(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(changed.length() + 1);
            int to = Math.min(changed.length(), at + random.nextInt(12));
            switch (random.nextInt(6)) {
                case 0 -> changed.delete(at, to);
                case 1 -> changed.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> changed.replace(at, to, PIECES[random.nextInt(PIECES.length)]);
                case 3 -> changed.insert(at, changed.substring(at, to));
                case 4 -> changed.insert(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65536));
                default -> {
                    List<String> lines =
                            new ArrayList<>(changed.toString().lines().toList());
                    if (!lines.isEmpty()) {
                        Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
                    }
                    changed = new StringBuilder(String.join("\n", lines));
                }
            }
        }
        return changed.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "graph", "cnn", "transformer"})
    void aMutatedTextIsReadOrRefusedInOneLine(String which) {
        String text = base(which);
        Random random = new Random(18);
        int read = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            String changed = mutated(text, random);
            try {
                Experiment experiment = Experiment.read(changed, List.of());
                assertThat(Experiment.read(experiment.toYaml(), List.of())).isEqualTo(experiment);
                read++;
            } catch (SettingsException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "\r", "\u2028");
                assertThat(e).message().hasSizeLessThan(2000);
            }
        }
        // Both happen.
        assertThat(read).isBetween(MUTATIONS / 100, MUTATIONS * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"optimizer.lr=0.01", "model.hidden=[64, 32]", "data={name: mnist, validation: 0.2}"})
    void aMutatedOverrideIsReadOrRefusedInOneLine(String override) {
        Random random = new Random(18);
        for (int i = 0; i < MUTATIONS; i++) {
            try {
                Experiment.read("model: mlp", List.of(mutated(override, random)));
            } catch (SettingsException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "\r", "\u2028");
            }
        }
    }
}
