package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.Scored;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.settings.SettingsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs of networks that are asked from any end. */
class GenerativeRunTest {
    @TempDir
    private Path folder = Path.of("");

    private Threads before = Threads.current();

    @BeforeEach
    void remember() {
        before = Threads.current();
    }

    @AfterEach
    void restore() {
        before.use();
    }

    private static Prepared prepared(String settings) throws InterruptedException {
        DataAccess access =
                new DataAccess(Optional.empty(), new DataCache(Path.of("/no/such/folder")), new Access.Offline());
        return Experiment.read(settings, List.of()).prepare(access);
    }

    private static String settings(String model, String rule, String more) {
        return String.format(
                "{model: %s, rule: %s, data: {name: digits, train: 300, test: 60, validation: 0, normalize: none},"
                        + " batch: 30, threads: 1, optimizer: {name: adam, lr: 0.003}, %s}",
                model, rule, more);
    }

    @Test
    void aBidirectionalNetworkLearnsToTellDigitsAndToMakeThem() throws IOException, InterruptedException {
        Prepared prepared = prepared(settings(
                "{name: bidirectional, hidden: [64], steps: 20}", "{name: il, steps: 2, gamma: 0.1}", "epochs: 20"));
        ExperimentRun run = ExperimentRun.begin(folder, "both", prepared, List.of("train"));
        ExperimentRun.Outcome outcome = run.run();
        assertThat(outcome.test().orElseThrow().accuracy().orElseThrow()).isGreaterThan(0.7);
        assertThat(Files.readString(run.folder().report()))
                .contains("Made of the labels 0, 1, 2, 3, 4, 5, 6, 7, 8, 9", "Without their lower halves", "Completed");
        assertThat(outcome.test().orElseThrow().scored()).isEqualTo(Scored.ANSWER_ERROR);
        assertThat(run.folder().result().orElseThrow().scored()).isEqualTo(Scored.ANSWER_ERROR);
        JsonNode insight =
                JsonMapper.shared().readTree(Files.readString(run.folder().insight()));
        long right = 0;
        for (int i = 0; i < 10; i++) {
            right += insight.at("/confusion/counts/" + i + "/" + i).asLong();
        }
        assertThat(right / 60.0)
                .isEqualTo(outcome.test().orElseThrow().accuracy().orElseThrow());
        assertThat(insight.get("update").asInt()).isEqualTo(200);
        assertThat(insight.get("drawing").asString()).startsWith("<svg");
        assertThat(insight.get("plan").asString()).contains("target");
        try (Model model = Model.load(run.folder().model())) {
            double[] three = model.generate("3");
            assertThat(model.predict(three).get(0).label()).isEqualTo("3");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: bidirectional, hidden: [8], steps: 3} | {name: il, steps: 2, gamma: 0.1} | squared-error",
                "{name: pc-graph, hidden: [8], steps: 3} | {name: ipc, steps: 2, gamma: 0.1} | squared-error",
                "{name: generator, causes: [8, 4], steps: 3} | {name: mcpc, steps: 2, mixing: 2, samples: 2} |"
                        + " binary-cross-entropy",
                "{name: generator, above: target, causes: [8], steps: 3} | {name: il, steps: 2} | squared-error"
            })
    void aRunThatIsResumedEndsWithTheBitsOfOneThatWasNot(String model, String rule, String loss)
            throws IOException, InterruptedException {
        String whole = settings(model, rule, "loss: " + loss + ", epochs: 2");
        ExperimentRun.Outcome all =
                ExperimentRun.begin(folder, "whole", prepared(whole), List.of()).run();
        int[] updates = {0};
        ExperimentRun part =
                ExperimentRun.begin(folder, "part", prepared(whole), List.of()).withStop(() -> ++updates[0] == 7);
        assertThat(part.run().test()).isEmpty();
        DataAccess access =
                new DataAccess(Optional.empty(), new DataCache(Path.of("/no/such/folder")), new Access.Offline());
        ExperimentRun.Outcome rest =
                ExperimentRun.open(RunFolder.open(part.folder().path()), access).run();
        assertThat(rest.test().orElseThrow().loss())
                .isEqualTo(all.test().orElseThrow().loss());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bidirectional | bp | the rule bp learns only where inputs and outputs are held to data",
                "bidirectional | z-il | Z-IL",
                "generator | bp | backpropagation learns from inputs, of which the network has none: expected a rule"
            })
    void aRuleThatNeedsAnOutputIsRefusedBeforeAnythingIsWritten(String model, String rule, String message) {
        assertThatThrownBy(() -> prepared(settings(model, rule, "epochs: 1")))
                .isInstanceOf(ExperimentException.class)
                .message()
                .containsIgnoringCase(message)
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"samples: 0", "mixing: -1", "step: 0", "gamma: 0", "temperature: 0", "steps: -1"})
    void badSettingsOfSamplingAreRefusedInALine(String setting) {
        assertThatThrownBy(() -> prepared(settings("generator", "{name: mcpc, " + setting + "}", "epochs: 1")))
                .isInstanceOf(SettingsException.class)
                .message()
                .contains("rule." + setting.replaceFirst(": .*", ": expected "))
                .endsWith("found '" + setting.replaceFirst(".*: ", "") + "'")
                .hasLineCount(1);
    }

    @Test
    void aGeneratorLearnsFromSamplesUnlessItIsToldOtherwise() {
        Experiment experiment = Experiment.read("{model: generator, data: {name: digits}}", List.of());
        assertThat(experiment.rule().label()).isEqualTo("mcpc");
    }

    @Test
    void anExperimentPlansWhatItLearnsBy() throws InterruptedException {
        Experiment experiment = Experiment.read(settings("bidirectional", "il", "epochs: 1"), List.of());
        DataAccess access =
                new DataAccess(Optional.empty(), new DataCache(Path.of("/no/such/folder")), new Access.Offline());
        Network network = experiment.network(access);
        assertThat(experiment.plan(network).orElseThrow().modes())
                .isEqualTo(experiment.model().clamping().on(network));
    }
}
