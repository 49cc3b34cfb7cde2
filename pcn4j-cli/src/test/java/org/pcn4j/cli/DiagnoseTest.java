package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.train.run.RunFolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DiagnoseTest {
    private static final String[] SMALL = {
        "--set=model.hidden=[8, 8]", "--set=data.train=100", "--set=data.test=20", "--set=threads=1"
    };

    @TempDir
    private Path folder = Path.of("");

    private static Ran diagnose(String... more) {
        return Ran.pcn4j(Stream.of(Stream.of("diagnose"), Stream.of(SMALL), Stream.of(more))
                .flatMap(all -> all)
                .toArray(String[]::new));
    }

    private static JsonNode diagnosed(String... more) {
        String[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = "--json";
        Ran ran = diagnose(all);
        assertThat(ran.code()).as(ran.err()).isZero();
        return JsonMapper.shared().readTree(ran.out());
    }

    @Test
    void inferenceLearningIsToldByNodeByParameterAndInAFewLines() {
        Ran ran = diagnose("--rule=il", "--gamma=0.2", "--steps=5", "--samples=4");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .startsWith("mlp by il after 0 updates, 4 of the validation samples")
                .contains("node at t = 5", "from equilibrium", "update beside backpropagation's", "fc1.weight")
                .contains("at equilibrium (after long relaxation", "step: γλ is ", "target alignment: ")
                .contains(
                        "an update takes 12 predictions and 12 pullbacks; backpropagation 3 predictions and 3 pullbacks");
    }

    @Test
    void theNumbersOfEveryStepAreInTheDocument() {
        JsonNode il = diagnosed("--rule=il", "--gamma=0.2", "--steps=5", "--samples=4");
        JsonNode trace = il.at("/diagnosis/trace");
        assertThat(trace.at("/times").size()).isEqualTo(6);
        assertThat(trace.at("/nodes/0/arrival").asInt()).isEqualTo(2);
        assertThat(trace.at("/nodes/0/fromEquilibrium").size()).isEqualTo(6);
        assertThat(trace.at("/rest/residual").asDouble()).isLessThan(1e-6);
        assertThat(il.at("/diagnosis/step/limit").asDouble()).isEqualTo(2);
        assertThat(il.at("/diagnosis/update/all/cosine").asDouble()).isBetween(0.1, 1.0);
        JsonNode zil = diagnosed("--rule=z-il");
        assertThat(zil.at("/diagnosis/step").isNull()).isTrue();
        assertThat(zil.at("/diagnosis/update/all/divergence/bitwiseEqual").asBoolean())
                .isTrue();
        assertThat(zil.at("/diagnosis/alignment").asDouble())
                .isCloseTo(zil.at("/diagnosis/alignmentOfBackpropagation").asDouble(), within(1e-9));
        assertThat(diagnosed("--rule=bp").at("/diagnosis/trace").isNull()).isTrue();
    }

    @Test
    void aRunIsDiagnosedByItsCheckpointAndItsReportShowsIt() throws IOException {
        Path experiment = folder.resolve("small.yaml");
        Files.writeString(experiment, """
                model: {name: mlp, hidden: [8, 8]}
                data: {name: digits, train: 100, test: 20, validation: 0.2}
                rule: {name: il, steps: 4}
                batch: 16
                epochs: 2
                threads: 1
                """);
        Ran trained = Ran.pcn4j(
                "train", experiment.toString(), "--runs", folder.resolve("runs").toString());
        assertThat(trained.code()).as(trained.err()).isZero();
        RunFolder run = RunFolder.list(folder.resolve("runs")).get(0);
        Ran ran = Ran.pcn4j("diagnose", run.path().toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).startsWith("mlp by il after 10 updates, 16 of the validation samples");
        assertThat(run.diagnosis()).exists();
        assertThat(Files.readString(run.report()))
                .contains("<h2>Diagnosis</h2>", "distance from equilibrium", "after update 10")
                .doesNotContain("NaN</td>");
        Ran pictures = Ran.pcn4j(
                "report", run.path().toString(), "--png", folder.resolve("png").toString());
        assertThat(pictures.code()).as(pictures.err()).isZero();
        assertThat(folder.resolve("png").resolve("equilibrium.png")).exists();
        assertThat(folder.resolve("png").resolve("residuals.png")).exists();
        assertThat(folder.resolve("png").resolve("step.png")).exists();
        Ran other = Ran.pcn4j("diagnose", run.path().toString(), "--rule=fpa", "--samples=4", "--state=best");
        assertThat(other.out()).startsWith("mlp by fpa after ");
        Files.writeString(run.diagnosis(), "{");
        assertThat(Ran.pcn4j("report", run.path().toString()))
                .returns(1, Ran::code)
                .extracting(Ran::err)
                .asString()
                .contains("diagnosis.json' is damaged: delete it, or write it anew: pcn4j diagnose ")
                .hasLineCount(1);
    }

    @Test
    void badInputIsToldInALine() {
        for (String[] each : new String[][] {
            {"--state=best", "--state: expected the folder of a run"},
            {"--samples=0", "--samples: expected a whole number from 1"},
            {"--rule=ill", "did you mean 'il'?"},
            {"nothere", "nothere: there is no such file"},
            {"--gamma=-1", "greater than 0"}
        }) {
            Ran ran = diagnose(each[0]);
            assertThat(ran.code()).as(each[0]).isEqualTo(2);
            assertThat(ran.err().strip()).contains(each[1]).hasLineCount(1);
        }
        assertThat(Ran.pcn4j("diagnose", folder.toString()))
                .returns(2, Ran::code)
                .extracting(ran -> ran.err().strip())
                .asString()
                .contains("is not the folder of a run: it has no experiment.yaml")
                .hasLineCount(1);
    }

    /** Workers would divide the batches of backpropagation, and not those of this rule. */
    @Test
    void withoutAClockAnUpdateHasBackpropagationsBitsWithSeveralThreadsToo() {
        JsonNode found = diagnosed("--rule=fa-z-il", "--samples=16", "--set=threads=2");
        assertThat(found.at("/diagnosis/update/all/divergence/bitwiseEqual").asBoolean())
                .isTrue();
    }
}
