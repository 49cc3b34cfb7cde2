package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.train.model.Activation;
import org.pcn4j.train.model.Energies;
import org.pcn4j.train.model.ModelForms;
import org.pcn4j.train.model.ModelSpec;
import org.pcn4j.train.settings.SettingsException;
import org.pcn4j.train.settings.SettingsText;

class ExperimentTest {
    /** Every section, nothing at its default. */
    static final String FULL = """
            model: {name: mlp, hidden: [32, 16], activation: leaky-relu}
            data:
              name: csv
              path: "../some where/wine.csv"
              label: 3
              target: class
              separator: ";"
              header: present
              names: [id, 2.5, "7", sort]
              drop: [id, 2, "7"]
              test-share: 0.25
              seed: -9223372036854775808
              train: 500
              validation: 0.125
              normalize: none
            loss: squared-error
            rule: {name: il, steps: 12, gamma: 0.05}
            changes:
              - {after: 2, rule: {name: fpa, steps: 3}}
              - {after: 4, rule: bp}
            optimizer: {name: adamw, lr: 3e-4, beta1: 0.8, beta2: 0.99, epsilon: 1e-7, weight-decay: 0.05}
            schedule: {name: cosine, warm-up: 100}
            clip: 1.5
            clip-value: 50
            augment: {flip: none, crop: 0}
            batch: 7
            updates: 12345678901
            patience: 3
            seed: 99
            dtype: float64
            threads: 2
            checkpoint: {every: 500, keep: 5}
            """;

    static Experiment read(String text, String... overrides) {
        return Experiment.read(text, List.of(overrides));
    }

    static Stream<String> models() {
        return ModelForms.KIND.names().stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void theTemplateOfAModelIsReadAsItsDefaults(String model) {
        Experiment byDefault = Experiment.byDefault(model);
        assertThat(read(byDefault.toTemplate())).isEqualTo(byDefault);
        assertThat(read("model: " + model)).isEqualTo(byDefault);
        assertThat(byDefault.toTemplate().lines()).allMatch(line -> line.contains("- {") || line.length() <= 100);
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyKeyOfATemplateIsExplained(String model) {
        List<String> lines = Experiment.byDefault(model).toTemplate().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).strip().startsWith("#") && !lines.get(i).strip().startsWith("-")) {
                assertThat(lines.get(i - 1).strip()).as(lines.get(i)).startsWith("#");
            }
        }
    }

    /** 0.1.0 called data.normalize data.normalise; its files and its overrides are still read. */
    @Test
    void anExperimentOfVersion010IsReadUnderItsFormerKeys() {
        Experiment today = read("data: {name: digits, normalize: standard}");
        assertThat(read("data: {name: digits, normalise: standard}")).isEqualTo(today);
        assertThat(read("data: {name: digits}", "data.normalise=standard")).isEqualTo(today);
        assertThat(read("data: {name: digits, normalise: none}", "data.normalize=standard"))
                .isEqualTo(today);
        assertThat(today.toYaml()).contains("normalize: standard").doesNotContain("normalise");
        assertThatThrownBy(() -> read("data: {name: digits, normalise: none, normalize: standard}"))
                .hasMessageContaining("unknown key 'normalise', did you mean 'normalize'?");
    }

    @Test
    void anEmptyTextIsAllDefaults() {
        assertThat(read("")).isEqualTo(Experiment.byDefault("mlp"));
        assertThat(read("# nothing but this\n")).isEqualTo(Experiment.byDefault("mlp"));
    }

    @Test
    void everySettingIsReadAndWhatIsWrittenIsReadAsTheSame() {
        Experiment read = read(FULL);
        assertThat(read.model()).isEqualTo(new ModelSpec.Mlp(List.of(32, 16), Activation.LEAKY_RELU));
        assertThat(read.data())
                .isEqualTo(new DataSpec(
                        new Source.Csv(
                                "../some where/wine.csv",
                                List.of(new Column.Numbered(3)),
                                Source.Target.CLASS,
                                DataSpec.Normalize.STANDARD,
                                ";",
                                Source.Header.PRESENT,
                                List.of("id", "2.5", "7", "sort"),
                                List.of(new Column.Named("id"), new Column.Numbered(2), new Column.Named("7")),
                                0.25,
                                Long.MIN_VALUE),
                        Optional.of(500),
                        Optional.empty(),
                        0.125,
                        DataSpec.Normalize.NONE));
        assertThat(read.loss()).isEqualTo(Energies.SQUARED_ERROR);
        assertThat(read.rule()).isEqualTo(il(Optional.of(12), 0.05));
        assertThat(read.changes())
                .containsExactly(
                        new RuleChange(2, new RuleSpec.Fpa(Optional.of(3), 1)),
                        new RuleChange(4, new RuleSpec.Backprop()));
        assertThat(read.optimizer()).isEqualTo(new OptimizerSpec.AdamW(3e-4, 0.8, 0.99, 1e-7, 0.05));
        try (Optimizer optimizer = read.optimizer().optimizer()) {
            assertThat(optimizer.settings())
                    .containsEntry("kind", "adamw")
                    .containsEntry("learning rate", "3.0E-4")
                    .containsEntry("beta1", "0.8")
                    .containsEntry("beta2", "0.99")
                    .containsEntry("epsilon", "1.0E-7")
                    .containsEntry("weight decay", "0.05");
        }
        assertThat(read.schedule()).isEqualTo(new ScheduleSpec.Cosine(100));
        assertThat(read.clip()).contains(1.5);
        assertThat(read.clipValue()).contains(50.0);
        assertThat(read.epochs()).isEmpty();
        assertThat(read.updates()).contains(12345678901L);
        assertThat(read.threads()).contains(2);
        assertThat(read.checkpoint()).isEqualTo(new CheckpointSpec(Optional.of(500L), 5));
        assertThat(read(read.toYaml())).isEqualTo(read);
        assertThat(read(read.toTemplate())).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "digits",
                "shapes",
                "words",
                "reber",
                "markov",
                "mnist",
                "fashion-mnist",
                "kmnist",
                "qmnist",
                "{name: mnist, orientation: transposed}",
                "cifar10",
                "names",
                "emnist",
                "{name: emnist, split: letters, path: a, orientation: upright}",
                "cifar100",
                "tinyshakespeare",
                "{name: images, path: a}",
                "{name: images, path: a, ground: \"#ffcc00\"}",
                "{name: csv, path: a}",
                "{name: csv, path: a, names: [x, y]}",
                "{name: text, path: a}"
            })
    void everyDataSetIsWrittenAsItIsRead(String data) {
        Experiment read = read("data: " + data);
        assertThat(read(read.toYaml())).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true", "1", "1.5", "null", "~", "'", "\"", "a: b", "# c", "- x", "é", "漢字", "\t", "\u0007", "none"
            })
    void anyTextIsWrittenSoThatItIsReadAsTheSame(String path) {
        Source source = new Source.TextFile(path, 8, 0.5);
        DataSpec data = new DataSpec(source, Optional.empty(), Optional.empty(), 0, DataSpec.Normalize.NONE);
        String written = SettingsText.write(DataSpec.KIND, data);
        if (path.isBlank()) {
            assertThatThrownBy(() -> reread(written)).isInstanceOf(SettingsException.class);
        } else {
            assertThat(reread(written)).isEqualTo(data);
        }
    }

    private static DataSpec reread(String text) {
        return SettingsText.of(text).read(DataSpec.KIND, List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "modl: mlp | line 1: unknown key 'modl', did you mean 'model'? keys of an experiment: model, data,",
                "model: mpl | line 1: model: unknown model 'mpl', did you mean 'mlp'? valid: mlp, cnn,",
                "model: {name: mlp, hiden: [1]} | model: unknown key 'hiden', did you mean 'hidden'? keys of mlp: name,",
                "optimizer: {lr: fast} | line 1: optimizer.lr: expected a number greater than 0, found 'fast'",
                "optimizer: {lr: .inf} | optimizer.lr: expected a number greater than 0, found '.inf'",
                "optimizer: {lr: 1e999} | optimizer.lr: expected a number greater than 0, found '1e999'",
                "optimizer: [adam] | optimizer: expected one of sgd, adam, adamw, found a list of 1",
                "optimizer: {name: sgd, momentum: 1} | optimizer.momentum: expected a number from 0 to less than 1",
                "rule: {name: z-il, steps: 5} | rule: unknown key 'steps'; keys of z-il: name, gamma",
                "batch: 0 | line 1: batch: expected a whole number from 1 to 2147483647, found '0'",
                "batch: 1.5 | batch: expected a whole number from 1 to 2147483647, found '1.5'",
                "batch: 99999999999999999999 | batch: expected a whole number from 1",
                "batch: | batch: expected a whole number from 1 to 2147483647, found nothing",
                "batch: {a: 1} | batch: expected a whole number from 1 to 2147483647, found the keys a",
                "clip: off | clip: expected a number greater than 0, or none, found 'off'",
                "dtype: float16 | dtype: unknown dtype 'float16', did you mean 'float64'? valid: float32, float64",
                "model: {name: mlp, hidden: [3, x]} | model.hidden[1]: expected a whole number from 1 to 1048576, found 'x'",
                "model: {name: transformer, heads: 3} | model: a transformer's width must be a multiple of its heads",
                "data: csv | line 1: data: the key 'path' is missing, expected the path of a CSV file",
                "schedule: steps | schedule: the key 'every' is missing, expected a whole number of at least 1",
                "data: {name: words, normalize: standard} | data: unknown key 'normalize'; keys of words: name, seed,",
                "{epochs: 3, updates: 5} | expected a length in epochs or in updates and none for the other, found both",
                "epochs: none | expected a length in epochs or in updates and none for the other, found neither",
                "{patience: 2, data: {validation: 0}} | expected data.validation greater than 0, found 0",
                "{clip: 1, rule: ipc} | line 1: clip: it does not go with ipc",
                "{model: autoencoder, loss: cross-entropy} | cross-entropy scores classes, but the model answers",
                "changes: [{after: 3, rule: il}, {after: 3, rule: bp}] | expected changes each after more epochs",
                "seed: &a 1\u2028batch: *a | anchors and aliases (& and *) are not allowed here",
                "data: &a {name: digits} | anchors and aliases (& and *) are not allowed here",
                "model: !!javax.script.ScriptEngineManager [] | tags (!) are not allowed here",
                "<<: {seed: 1} | line 1: merge keys (<<) are not allowed here",
                "seed: 1\u2028seed: 2 | line 2: the key 'seed' comes twice",
                "seed: 1\u2028---\u2028seed: 2 | line 3: expected one document, found another one",
                "model: [ | line 1: this is no YAML: while parsing a flow node, expected the node content",
                "seed: 1\u2028\u2028\tbatch: 2 | line 3: this is no YAML: while scanning for the next token, found character",
                "a: b: c | line 1: this is no YAML: mapping values are not allowed here",
            })
    void whatIsWrongIsNamedWithItsLineAndWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> read(text.replace('\u2028', '\n')))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e).message().doesNotContain("\n"));
    }

    @Test
    void aMistakeDeepInATextIsGivenItsOwnLine() {
        assertThatThrownBy(() -> read(FULL.replace("drop: [id, 2", "drop: [id, 0")))
                .hasMessageStartingWith("line 10: data.drop[1]: expected a whole number from 1");
    }

    @Test
    void aTabBetweenFieldsIsWrittenAsATextInQuotesOrWithout() {
        for (String tab : List.of("'\\t'", "\"\\t\"", "\\t")) {
            Experiment read = read("data: {name: csv, path: a.tsv, separator: " + tab + "}");
            assertThat(read.data().source())
                    .isInstanceOfSatisfying(
                            Source.Csv.class, csv -> assertThat(csv.separator()).isEqualTo("\t"));
            assertThat(read(read.toYaml())).isEqualTo(read);
        }
        assertThatThrownBy(() -> read("data: {name: csv, path: a.tsv, separator: tab}"))
                .hasMessageContaining("expected one character that is no quote, or \\t for a tab, found 'tab'");
    }

    @Test
    void textsThatAreMadeToTakeAllMemoryAreRefused() {
        assertThatThrownBy(() -> read("seed: 1 #" + "x".repeat(1 << 20)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("line 1: expected at most 1048576 characters, found 1048585");
        assertThatThrownBy(() -> read("[".repeat(500_000)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("expected at most 32 levels, found more");
        assertThatThrownBy(() -> read("a: ".repeat(10_000))).isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> read("batch: " + "9".repeat(1_000_000)))
                .isInstanceOf(SettingsException.class)
                .satisfies(e -> assertThat(e).message().hasSizeLessThan(300));
        String laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n";
        assertThatThrownBy(() -> read(laughs)).hasMessageContaining("anchors and aliases");
    }

    @Test
    void aFileIsNamedInMessages(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "seed: 1\nbatch: many\n");
        assertThatThrownBy(() -> Experiment.read(file, List.of()))
                .hasMessageStartingWith(file + ", line 2: batch: expected a whole number");
        assertThatThrownBy(() -> Experiment.read(folder.resolve("b.yaml"), List.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("b.yaml: there is no such file");
        assertThatThrownBy(() -> Experiment.read(folder, List.of()))
                .hasMessageContaining("expected a file of settings, found a folder");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
        assertThatThrownBy(() -> Experiment.read(file, List.of())).hasMessageContaining("expected UTF-8 at byte ");
        Files.write(file, new byte[(4 << 20) + 1]);
        assertThatThrownBy(() -> Experiment.read(file, List.of()))
                .hasMessageContaining("expected at most 4194304 bytes");
    }

    @Test
    void overridesTakeThePlaceOfWhatIsInTheTextAndStandBesideIt() {
        Experiment changed = read(
                "model: {name: mlp, hidden: [3]}\nseed: 7\n",
                "optimizer.lr=0.01",
                "model.hidden=[64, 32]",
                "model.activation=relu",
                "data.validation=0.2",
                "updates=10",
                "rule={name: il, steps: 3}",
                "seed=8");
        assertThat(changed.optimizer()).isEqualTo(new OptimizerSpec.Adam(0.01, 0.9, 0.999, 1e-8, 0));
        assertThat(changed.model()).isEqualTo(new ModelSpec.Mlp(List.of(64, 32), Activation.RELU));
        assertThat(changed.data().validation()).isEqualTo(0.2);
        assertThat(changed.updates()).contains(10L);
        assertThat(changed.epochs()).isEmpty();
        assertThat(changed.rule()).isEqualTo(il(Optional.of(3), RuleSpec.GAMMA));
        assertThat(changed.seed()).isEqualTo(8);
    }

    @Test
    void laterOverridesCountAndMayGoIntoAShortForm() {
        Experiment changed = read("optimizer: sgd", "optimizer.lr=1", "optimizer.lr=2", "optimizer.momentum=0.5");
        assertThat(changed.optimizer()).isEqualTo(new OptimizerSpec.Sgd(2, 0.5, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "optimzer.lr=1 | --set optimzer.lr=1: unknown key 'optimzer', did you mean 'optimizer'?",
                "optimizer.lrr=1 | --set optimizer.lrr=1: optimizer: unknown key 'lrr', did you mean 'lr'?",
                "optimizer.lr | --set optimizer.lr: expected keys with dots between, '=' and a value",
                "=1 | --set =1: expected keys with dots between",
                "optimizer..lr=1 | expected keys with dots between",
                "optimizer.lr= | --set optimizer.lr=: optimizer.lr: expected a number greater than 0, found nothing",
                "optimizer.lr=[1 | --set optimizer.lr=[1: this is no YAML",
                "model.hidden.0=3 | --set model.hidden.0=3: there is a list before '0', which has no keys",
                "batch.size=3 | --set batch.size=3: batch: expected a whole number",
                "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q=1 | expected keys with dots between",
            })
    void overridesThatAreWrongAreNamedAsTheyWereGiven(String override, String message) {
        assertThatThrownBy(() -> read("model: {name: mlp, hidden: [3]}", override))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e).message().doesNotContain("\n"));
    }

    @Test
    void inferenceMayEndWhenValuesRest() {
        RuleSpec rule = read("rule: {name: il, steps: 200, tolerance: 0.001}").rule();
        assertThat(((RuleSpec.Scheduled) rule).schedule(3).until()).isEqualTo(new Until.Settled(1e-3, 200));
        assertThatThrownBy(() -> read("rule: {name: il, tolerance: 0}"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("rule")
                .hasMessageContaining("the tolerance must be greater than 0 and less than 1, not 0.0");
    }

    private static RuleSpec il(Optional<Integer> steps, double gamma) {
        return new RuleSpec.Il(
                steps, gamma, new RelaxationSpec.Descent(), new StartSpec.ForwardPass(), Optional.empty());
    }
}
