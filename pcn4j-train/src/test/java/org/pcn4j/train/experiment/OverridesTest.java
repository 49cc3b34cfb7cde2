package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.train.model.Activation;
import org.pcn4j.train.model.ModelForms;
import org.pcn4j.train.model.ModelSpec;
import org.pcn4j.train.settings.ChangedNames;
import org.pcn4j.train.settings.SettingsException;

/** Values set from outside of a text: what they replace, what they leave, and in what order they count. */
class OverridesTest {
    private static Experiment read(String text, String... overrides) {
        return Experiment.read(text, List.of(overrides));
    }

    @Test
    void aRuleAnOptimizerAScheduleAndDataOfAnotherNameHaveTheirOwnDefaults() {
        ChangedNames.requireNoValueOfTheOldVariantInTheNew(Rules.CATALOG, "name", Map.of());
        ChangedNames.requireNoValueOfTheOldVariantInTheNew(Optimizers.CATALOG, "name", Map.of());
        ChangedNames.requireNoValueOfTheOldVariantInTheNew(
                ScheduleSpec.KIND, "name", Map.of("steps", List.of("every=3")));
        ChangedNames.requireNoValueOfTheOldVariantInTheNew(
                DataSpec.KIND,
                "name",
                Map.of("images", List.of("path=a"), "csv", List.of("path=b"), "text", List.of("path=c")));
    }

    static Stream<String> models() {
        return ModelForms.KIND.names().stream();
    }

    /** On the file that init writes, which spells out every default. */
    @ParameterizedTest
    @MethodSource("models")
    void onATemplateTheNameOfASectionDoesWhatTheWholeSectionDoes(String model) {
        String template = Experiment.byDefault(model).toTemplate();
        for (String rule : Rules.CATALOG.names()) {
            assertThat(read(template, "loss=squared-error", "rule.name=" + rule))
                    .isEqualTo(read(template, "loss=squared-error", "rule=" + rule));
        }
        for (String optimizer : Optimizers.CATALOG.names()) {
            assertThat(read(template, "optimizer.name=" + optimizer))
                    .isEqualTo(read(template, "optimizer=" + optimizer));
        }
        for (String data : List.of("mnist", "reber", "tinyshakespeare")) {
            Experiment named = read(template, "data.name=" + data);
            assertThat(named).isEqualTo(read(template, "data=" + data));
            assertThat(named.data().train()).isEqualTo(DataSpec.byDefault(data).train());
        }
        assertThat(read(template, "schedule.name=cosine", "schedule.warm-up=3").schedule())
                .isEqualTo(new ScheduleSpec.Cosine(3));
        assertThat(read(template, "rule.name=il").rule()).isEqualTo(il(Optional.of(RuleSpec.STEPS), RuleSpec.GAMMA));
    }

    @Test
    void aModelThatIsSpelledOutIsReplacedByOneOfAnotherName() {
        assertThat(read("model: {name: mlp, hidden: [128, 128], activation: tanh}", "model.name=cnn")
                        .model())
                .isEqualTo(new ModelSpec.Cnn());
        assertThat(read("model: {name: cnn}", "model.name=mlp", "model.hidden=[64]")
                        .model())
                .isEqualTo(new ModelSpec.Mlp(List.of(64), Activation.TANH));
    }

    @Test
    void aSectionWithoutANameIsOfTheVariantThatIsMeantThen() {
        assertThat(read("optimizer: {lr: 0.001, beta1: 0.9}", "optimizer.name=sgd")
                        .optimizer())
                .isEqualTo(new OptimizerSpec.Sgd(0.1, 0, 0));
        assertThat(read("optimizer: {lr: 0.5, beta1: 0.8}", "optimizer.name=adam")
                        .optimizer())
                .isEqualTo(new OptimizerSpec.Adam(0.5, 0.8, 0.999, 1e-8, 0));
        assertThatThrownBy(() -> read("optimizer: {lr: 0.5}", "optimizer.name=sgd"))
                .hasMessageContaining("with adam goes lr: 0.5 (line 1), which would be lost");
    }

    @Test
    void theSameNameLeavesEverythingAsItIs() {
        assertThat(read("rule: {name: il, steps: 3, gamma: 0.5}", "rule.name=il")
                        .rule())
                .isEqualTo(il(Optional.of(3), 0.5));
    }

    @Test
    void whatIsSetBesideANameStaysInWhateverOrder() {
        String text = "optimizer: {name: adam, lr: 0.001, weight-decay: 0}";
        OptimizerSpec expected = new OptimizerSpec.Sgd(0.1, 0.9, 0);
        assertThat(read(text, "optimizer.name=sgd", "optimizer.momentum=0.9").optimizer())
                .isEqualTo(expected);
        assertThat(read(text, "optimizer.momentum=0.9", "optimizer.name=sgd").optimizer())
                .isEqualTo(expected);
        assertThat(read(text, "optimizer=sgd", "optimizer.momentum=0.9").optimizer())
                .isEqualTo(expected);
        assertThat(read(text, "optimizer.momentum=0.9", "optimizer=sgd").optimizer())
                .isEqualTo(expected);
        assertThat(read(text, "optimizer.momentum=0.9", "optimizer={name: sgd, lr: 0.1}")
                        .optimizer())
                .isEqualTo(expected);
    }

    @Test
    void ofTwoValuesForOneKeyTheLaterCounts() {
        assertThat(read("", "optimizer.name=sgd", "optimizer.name=adamw").optimizer())
                .isInstanceOf(OptimizerSpec.AdamW.class);
        assertThat(read("", "rule={name: il, steps: 3}", "rule.steps=4").rule())
                .isEqualTo(il(Optional.of(4), RuleSpec.GAMMA));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: z-il, gamma: 0.5} | rule.name=il | --set rule.name=il: rule: with z-il goes gamma: 0.5 (line 2), which would be lost: set rule=il to drop it, or rule.gamma as well to have it",
                "{name: il, steps: 3, gamma: 0.5} | rule.name=z-il | with il goes steps: 3, gamma: 0.5 (line 2), which would be lost: set rule=z-il to drop it, or rule.gamma as well",
                "{name: il, steps: 3} | rule.name=bp | with il goes steps: 3 (line 2), which would be lost: set rule=bp to drop it",
                "{name: il, setps: 3} | rule.name=bp | line 2: rule: unknown key 'setps', did you mean 'steps'?",
                "{name: li, steps: 3} | rule.name=bp | line 2: rule.name: unknown rule 'li', did you mean 'il'?",
                "{name: il, steps: 3} | rule.name=bq | --set rule.name=bq: rule.name: unknown rule 'bq', did you mean 'bp'?",
            })
    void nothingThatWasMeantIsDroppedUnsaid(String rule, String override, String message) {
        assertThatThrownBy(() -> read("seed: 1\nrule: " + rule, override))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
        if (message.startsWith("with") || message.contains(": with ")) {
            String name = override.substring(override.indexOf('=') + 1);
            assertThat(read("seed: 1\nrule: " + rule, "rule=" + name).rule().label())
                    .isEqualTo(name);
        }
    }

    @Test
    void whatWouldBeLostIsKeptWhereItIsSetAsWell() {
        assertThat(read("rule: {name: z-il, gamma: 0.5}", "rule.name=il", "rule.gamma=0.5")
                        .rule())
                .isEqualTo(il(Optional.of(8), 0.5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rule.steps=3 | rule={name: il, steps: 5} | --set rule.steps=3: rule.steps: is set again by --set rule={name: il, steps: 5}: expected one of them",
                "rule.name=il | rule=fpa | --set rule.name=il: rule.name: is set again by --set rule=fpa",
                "rule.gamma=0.5 | rule=bp | --set rule.gamma=0.5: rule: unknown key 'gamma'; keys of bp: name",
            })
    void aWholeSectionDoesNotUndoAKeyUnsaid(String first, String second, String message) {
        assertThatThrownBy(() -> read("", first, second))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    private static RuleSpec il(Optional<Integer> steps, double gamma) {
        return new RuleSpec.Il(
                steps, gamma, new RelaxationSpec.Descent(), new StartSpec.ForwardPass(), Optional.empty());
    }
}
