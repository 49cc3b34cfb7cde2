package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.Rule;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.settings.SettingsException;

/** Settings that cannot be meant together are refused, by file and line or by what set them from outside. */
class ContradictionTest {
    private static final String GRAPH = """
            model:
              name: graph
              nodes:
                - {name: x, kind: input, shape: [784]}
                - {name: h, function: [{name: linear, in: 784, out: 10}, %s], parents: [x]}
                - name: out
                  kind: output
                  function: %s
                  parents: [h]
            data: {name: digits, train: 20, test: 10}
            batch: 2
            """;

    @TempDir
    Path dir;

    private Experiment read(String text, String... overrides) throws IOException {
        Path file = Files.writeString(dir.resolve("exp.yaml"), text);
        return Experiment.read(file, List.of(overrides));
    }

    private void prepare(String text, String... overrides) throws IOException, InterruptedException {
        read(text, overrides)
                .prepare(new DataAccess(Optional.empty(), new DataCache(dir.resolve("none")), new Access.Offline()));
    }

    private static String[] split(String overrides) {
        return Arrays.stream(overrides.split(" & "))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "clip: 1 ; rule: ipc |  | exp.yaml, line 1: clip: it does not go with ipc, which moves each parameter several times an update: expected none (rule: FILE, line 2)",
                "clip: 1 | rule=ipc | exp.yaml, line 1: clip: it does not go with ipc, which moves each parameter several times an update: expected none (rule: --set rule=ipc)",
                "rule: ipc | clip=1 | --set clip=1: clip: it does not go with ipc, which moves each parameter several times an update: expected none (rule: FILE, line 1)",
                "seed: 1 ; clip: 1 ; changes: ; - {after: 1, rule: bp} ; - {after: 2, rule: ipc} | | exp.yaml, line 2: clip: it does not go with ipc, which moves each parameter several times an update: expected none (changes[1].rule: FILE, line 5)",
                "seed: 1 ; epochs: 5 | updates=9 | exp.yaml, line 2: epochs: expected a length in epochs or in updates and none for the other, found both: set epochs=none, or updates=none (updates: --set updates=9)",
                "epochs: none | | exp.yaml, line 1: epochs: expected a length in epochs or in updates and none for the other, found neither",
                "patience: 2 ; data: ;   name: digits ;   validation: 0 | | exp.yaml, line 1: patience: it needs samples to validate on: expected data.validation greater than 0, found 0 (data.validation: FILE, line 4)",
                "model: autoencoder ; loss: cross-entropy | | exp.yaml, line 2: loss: cross-entropy scores classes, but the model answers with numbers: expected squared-error (model: FILE, line 1)",
                "data: ;   name: csv ;   path: a ;   target: number | loss=cross-entropy | --set loss=cross-entropy: loss: cross-entropy scores classes, but the model answers with numbers: expected squared-error (data.target: FILE, line 4)",
                "changes: ; - {after: 3, rule: il} ; - {after: 3, rule: bp} | | exp.yaml, line 3: changes[1].after: expected changes each after more epochs than the one before, found 3 after 3",
                "changes: ; - {after: 5, rule: il} | | exp.yaml, line 2: changes[0].after: expected changes after fewer than the 5 epochs, found one after 5",
                "rule: il ; changes: ; - {after: 1, rule: il} | | exp.yaml, line 3: changes[0].rule: expected another rule than the one before it, found il again (rule: FILE, line 1)",
                "schedule: ;   name: cosine ;   warm-up: 10 ; updates: 10 | | exp.yaml, line 3: schedule.warm-up: expected fewer than the 10 updates of the training, found 10, so that the rate would only rise (updates: FILE, line 4)",
                "schedule: {name: steps, every: 11} | updates=10 | exp.yaml, line 1: schedule.every: expected fewer than the 10 updates of the training, found 11, so that the rate would never change (updates: --set updates=10)",
                "optimizer: ;   name: sgd ;   lr: 0.5 ;   weight-decay: 2 | | exp.yaml, line 4: optimizer.weight-decay: expected less than 1/lr, which is 2.0, found 2.0, so that weights would not decay but change their sign (optimizer.lr: FILE, line 3)",
                "optimizer: adamw | optimizer.lr=100 | --set optimizer.lr=100: optimizer.weight-decay: expected less than 1/lr, which is 0.01, found 0.01, so that weights would not decay but change their sign",
                "seed: 1 ; model: transformer | model.heads=3 | exp.yaml, line 2: model: a transformer's width must be a multiple of its heads",
            })
    void whatAnExperimentSaysOfItselfIsRefusedWhereItStands(String lines, String overrides, String message)
            throws IOException {
        String text = lines.replace(" ; ", "\n");
        Path file = dir.resolve("exp.yaml");
        String expected = message.replace("exp.yaml, line", file + ", line").replace("FILE", file.toString());
        assertThatThrownBy(() -> read(text, split(overrides == null ? "" : overrides)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(expected);
        if (!message.endsWith("heads")) {
            assertThatThrownBy(() -> read(text, split(overrides == null ? "" : overrides)))
                    .hasMessage(expected);
        }
    }

    @Test
    void aSectionThatOverridesHaveMadeWrongNamesThem() {
        assertThatThrownBy(() -> read("model: transformer", "model.heads=3"))
                .hasMessageEndingWith(" (--set model.heads=3)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // 18 samples in batches of 6 are 3 updates an epoch.
                "epochs: 2 ; schedule: ;   name: cosine ;   warm-up: 6 | | exp.yaml, line 6: schedule.warm-up: expected fewer than the 6 updates of the training, found 6, so that the rate would only rise (epochs: FILE, line 3)",
                "epochs: 2 ; schedule: ;   name: steps ;   every: 6 | | exp.yaml, line 6: schedule.every: expected fewer than the 6 updates of the training, found 6, so that the rate would never change (epochs: FILE, line 3)",
                "updates: 6 ; changes: [{after: 2, rule: il}] | | exp.yaml, line 4: changes[0].after: expected a change before the end, which comes after 6 updates of 3 an epoch, found one after 2 epochs (updates: FILE, line 3)",
                "seed: 1 | batch=19 | --set batch=19: batch: expected at most the 18 samples to train on, found 19 (data.train: FILE, line 1, data.validation: FILE, line 1)",
                "augment: ;   crop: 28 | | exp.yaml, line 4: augment.crop: expected at most 27 pixels of 28x28, found 28 (data: FILE, line 1)",
                "augment: {crop: 1} | model=lstm & data={name: words, train: 20, test: 5} & loss=cross-entropy | exp.yaml, line 3: augment: expected none, since it changes images alone (data: --set data={name: words, train: 20, test: 5})",
                "model: lstm | | exp.yaml, line 3: model: lstm and digits do not fit: 28x28 images in 10 classes: it reads sequences with classes, of at most 4096 symbols (data: FILE, line 1)",
                "seed: 1 | model=rnn & data={name: shapes, train: 20, test: 5} | --set model=rnn: model: rnn and shapes do not fit: ",
            })
    void whatItsDataShowIsRefusedWhereItStands(String lines, String overrides, String message) {
        String text =
                "data: {name: digits, train: 20, test: 5, validation: 0.1}\nbatch: 6\n" + lines.replace(" ; ", "\n");
        Path file = dir.resolve("exp.yaml");
        String expected = message.replace("exp.yaml, line", file + ", line").replace("FILE", file.toString());
        assertThatThrownBy(() -> prepare(text, split(overrides == null ? "" : overrides)))
                .isInstanceOf(ExperimentException.class)
                .hasMessageStartingWith(expected);
    }

    /** The same settings a step before the limit are as good as any. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "epochs: 2\nschedule: {name: cosine, warm-up: 5}",
                "epochs: 2\nschedule: {name: steps, every: 5}",
                "updates: 6\npatience: 1",
                "updates: 7\nchanges: [{after: 2, rule: il}]",
                "epochs: 3\npatience: 2",
                "batch: 18",
                "augment: {crop: 27}",
            })
    void whatComesBeforeTheEndIsAccepted(String lines) {
        String text = "data: {name: digits, train: 20, test: 5, validation: 0.1}\n"
                + (lines.startsWith("batch") ? "" : "batch: 6\n") + lines;
        assertThatCode(() -> prepare(text)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"softmax", "log-softmax", "sigmoid"})
    void noProbabilitiesAreTakenForTheNumbersBeforeThem(String function) throws IOException {
        String linear = "{name: linear, in: 10, out: 10}";
        String message = "cross-entropy takes the softmax itself: expected no " + function
                + " at the end, but the numbers before it";
        for (String output : List.of(function, "[" + linear + ", " + function + "]", "[" + function + ", flatten]")) {
            String text = String.format(Locale.ROOT, GRAPH, "tanh", output);
            assertThatThrownBy(() -> read(text))
                    .hasMessage(dir.resolve("exp.yaml") + ", line 8: model.nodes[2].function: " + message);
            assertThat(read(text, "loss=squared-error").model()).isNotNull();
        }
        // The node before passes them on.
        for (String output :
                List.of("identity", "[flatten, {name: reshape, shape: [10]}]", "{name: dropout, p: 0.1}")) {
            assertThatThrownBy(() -> read(String.format(Locale.ROOT, GRAPH, function, output)))
                    .hasMessage(dir.resolve("exp.yaml") + ", line 5: model.nodes[1].function: " + message);
        }
        // What is computed from them may be anything.
        assertThat(read(String.format(Locale.ROOT, GRAPH, function, linear)).model())
                .isNotNull();
    }

    /** All but the rule that follows two schedules, whose steps to the mode may be none. */
    static Stream<String> rules() {
        return Rules.CATALOG.names().stream().filter(name -> !name.equals("mcpc"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void asManyStepsAsTheNetworkIsDeepAreTakenByEveryRuleThatTakesSteps(String name) throws IOException {
        if (!Rules.CATALOG.item(name).takes("steps")) {
            assertThatThrownBy(() -> read("rule: {name: " + name + ", steps: depth}"))
                    .hasMessageContaining("unknown key 'steps'");
            return;
        }
        RuleSpec rule = read("loss: squared-error\nrule: {name: " + name + ", steps: depth}")
                .rule();
        for (int depth : new int[] {0, 1, 3, 29}) {
            assertThat(rule.rule(depth))
                    .isInstanceOfSatisfying(
                            Rule.Scheduled.class,
                            scheduled ->
                                    assertThat(scheduled.schedule().until()).isEqualTo(new Until.Steps(depth)));
        }
        RuleSpec five = read("loss: squared-error\nrule: {name: " + name + ", steps: 5}")
                .rule();
        assertThat(((Rule.Scheduled) five.rule(3)).schedule().until()).isEqualTo(new Until.Steps(5));
    }
}
