package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.run.RunFolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Experiments from the shell: what is trained, evaluated, asked, listed, compared and exported. */
class TrainingCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    private Path experiment = Path.of("");
    private Path runs = Path.of("");

    @BeforeEach
    void writeAnExperiment() throws IOException {
        experiment = folder.resolve("small.yaml");
        runs = folder.resolve("runs");
        Files.writeString(experiment, """
                model: {name: mlp, hidden: [12]}
                data: {name: digits, train: 200, test: 40, validation: 0.2}
                batch: 16
                epochs: 2
                threads: 1
                """);
    }

    private Ran train(String... more) {
        return Ran.pcn4j(
                Stream.concat(Stream.of("train", experiment.toString(), "--runs", runs.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private RunFolder onlyRun() {
        List<RunFolder> all = RunFolder.list(runs);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void whatInitWritesIsTrainedAsItStands() {
        Path written = folder.resolve("written.yaml");
        assertThat(Ran.pcn4j("init", "--model", "mlp", written.toString()).code())
                .isZero();
        assertThat(Ran.pcn4j("init", written.toString()))
                .returns(2, Ran::code)
                .extracting(Ran::err)
                .asString()
                .contains("exists already");
        Ran ran = Ran.pcn4j(
                "train",
                written.toString(),
                "--set=epochs=1",
                "--set=data.train=200",
                "--set=data.test=20",
                "--runs=" + runs);
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(onlyRun().settings()).contains("train: 200");
    }

    @Test
    void aRunLeavesModelReportMeasurementsAndEventsAndSaysHowItDid() throws IOException {
        Ran ran = train();
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("mlp by z-il").contains("Test: ").contains("% right");
        assertThat(ran.err()).contains("update 20 of 20, epoch 2.00").contains("validation: ");
        RunFolder run = onlyRun();
        assertThat(run.name()).endsWith("-small");
        assertThat(run.model()).exists();
        assertThat(run.report()).exists();
        assertThat(run.history().evaluations()).hasSize(2);
        assertThat(run.provenance().end()).contains("complete");
        assertThat(run.provenance().command()).startsWith("pcn4j", "train");
        try (Stream<Path> events = Files.list(run.events())) {
            assertThat(events).hasSize(1);
        }
    }

    @Test
    void aStepThatIsTooLargeIsToldOnceAndRefusedWhereTheTrainingIsStrict() throws IOException {
        Ran told = train("--set=rule=il", "--set=rule.gamma=2.5");
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.err()).containsOnlyOnce("warning: the step γ 2.5 of il is too large after 0 updates: γλ is ");
        assertThat(told.err()).containsPattern("update 20 of 20, .*, γλ [\\d.]+ of 2");
        RunFolder run = onlyRun();
        assertThat(run.history().steps()).hasSize(3);
        assertThat(Files.readString(run.report())).contains("γλ of il: values converge below 2");
        JsonNode shown = JsonMapper.shared()
                .readTree(Ran.pcn4j("runs", "show", run.path().toString(), "--json")
                        .out());
        assertThat(shown.at("/run/step/limit").asDouble()).isEqualTo(2);
        assertThat(shown.at("/run/step/curvature").asDouble()).isGreaterThan(1);
        Ran refused = train("--set=rule=il", "--set=rule.gamma=2.5", "--strict", "--name=strict");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err().strip().lines())
                .singleElement()
                .asString()
                .contains(
                        "--set rule.gamma=2.5: rule.gamma: the step γ 2.5 of il is too large after 0 updates",
                        "the largest safe γ is ");
        // It was known before there was anything to keep.
        assertThat(onlyRun().path()).isEqualTo(run.path());
        Ran silent = train("--set=rule=il", "--set=rule.gamma=2.5", "--set=step-guard=none", "--name=silent");
        assertThat(silent.err()).doesNotContain("warning", "γλ");
    }

    @Test
    void theNetworkIsEvaluatedAskedAndExported() throws IOException {
        train();
        RunFolder run = onlyRun();
        String test = Ran.pcn4j("evaluate", run.path().toString()).out();
        assertThat(test).startsWith("Test: ").contains("(40 targets)");
        String accuracy =
                Experiments.percent(run.result().orElseThrow().accuracy().getAsDouble());
        assertThat(test).contains(accuracy);
        assertThat(Ran.pcn4j("evaluate", run.path().toString(), "--state=best", "--validation")
                        .out())
                .startsWith("Validation: ");
        Path image = folder.resolve("digit.png");
        ImageIO.write(new BufferedImage(56, 56, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
        Ran asked = Ran.pcn4j("predict", run.path().toString(), image.toString(), "--top", "3");
        assertThat(asked.out()).matches("(?s).*digit.png: \\d [0-9.]+ %, \\d [0-9.]+ %, \\d [0-9.]+ %\\s*");
        assertThat(Ran.pcn4j("predict", run.model().toString(), image.toString())
                        .code())
                .isZero();
        Path onnx = folder.resolve("digits.onnx");
        assertThat(Ran.pcn4j("export", run.path().toString(), onnx.toString(), "--probabilities")
                        .code())
                .isZero();
        assertThat(onnx).isNotEmptyFile();
    }

    @Test
    void weightsFromElsewhereAreEvaluatedUnderOtherNames() throws IOException {
        train();
        RunFolder run = onlyRun();
        String own = Ran.pcn4j("evaluate", run.path().toString()).out();
        Path elsewhere = folder.resolve("torch.safetensors");
        try (SafeTensors tensors = SafeTensors.open(run.model());
                TensorScope scope = new TensorScope()) {
            Map<String, Tensor> renamed = new HashMap<>();
            tensors.readAll()
                    .forEach((name, tensor) ->
                            renamed.put("module." + name.replace("fc1", "net.0").replace("out", "net.2"), tensor));
            renamed.put("module.steps", Tensor.of(Shape.of(1), new long[] {3}));
            SafeTensors.write(elsewhere, renamed, Map.of());
        }
        String weights = "--weights=" + elsewhere;
        Ran refused = Ran.pcn4j("evaluate", run.path().toString(), weights);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("it lacks 'fc1.weight'", "by its shapes, --rename net.0=fc1 --rename net.2=out fits");
        Ran evaluated = Ran.pcn4j(
                "evaluate",
                run.path().toString(),
                weights,
                "--rename",
                "module.net.0=fc1",
                "--rename=module.net.2=out");
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).isEqualTo(own);
        assertThat(evaluated.err())
                .contains("warning: " + elsewhere + ": passed over, as they are no weights")
                .contains("'module.steps'");
        Path imported = folder.resolve("imported.safetensors");
        Ran made = Ran.pcn4j(
                "import",
                run.path().toString(),
                elsewhere.toString(),
                imported.toString(),
                "--rename=net.0=fc1",
                "--rename=net.2=out");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.err()).contains("warning: ").contains("'module.steps'");
        // The same numbers, the same description: the same file.
        assertThat(imported).hasSameBinaryContentAs(run.model());
        Ran again = Ran.pcn4j("import", run.path().toString(), elsewhere.toString(), imported.toString());
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("exists already: name another file, or give --force");
        Path torch = folder.resolve("model.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(torch))) {
            zip.putNextEntry(new ZipEntry("model/data.pkl"));
        }
        for (Ran ran : List.of(
                Ran.pcn4j("evaluate", run.path().toString(), "--weights", torch.toString()),
                Ran.pcn4j("predict", torch.toString(), "1"),
                Ran.pcn4j(
                        "import",
                        torch.toString(),
                        elsewhere.toString(),
                        folder.resolve("y").toString()),
                Ran.pcn4j(
                        "import",
                        run.path().toString(),
                        torch.toString(),
                        folder.resolve("y").toString()),
                Ran.pcn4j("export", torch.toString(), folder.resolve("x.onnx").toString()))) {
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err().lines().filter(line -> line.contains(torch.toString())))
                    .singleElement()
                    .asString()
                    .contains("it is a file of torch.save", "safetensors.torch.save_file(");
        }
    }

    @Test
    void runsAreListedShownComparedAndReported() {
        train();
        train("--set=optimizer.lr=0.01", "--name=faster");
        List<RunFolder> both = RunFolder.list(runs);
        Ran listed = Ran.pcn4j("runs", "list", runs.toString());
        assertThat(listed.out()).contains("faster", "complete", "20");
        Ran shown = Ran.pcn4j("runs", "show", both.get(0).path().toString());
        assertThat(shown.out()).contains("seed", "hidden: [12]", "test ");
        Ran compared = Ran.pcn4j(
                "runs",
                "compare",
                both.get(0).path().toString(),
                both.get(1).path().toString());
        assertThat(compared.out()).contains("optimizer.lr", "0.001", "0.01").doesNotContain("hidden");
        Path pictures = folder.resolve("pictures");
        Ran reported = Ran.pcn4j("report", both.get(0).path().toString(), "--png", pictures.toString());
        assertThat(reported.code()).as(reported.err()).isZero();
        assertThat(pictures.resolve("loss.png")).isNotEmptyFile();
    }

    @Test
    void aRunThatIsOverGoesOnToNothingAndOneThatIsNotCannotBeAskedYet() throws IOException {
        train();
        RunFolder run = onlyRun();
        byte[] model = Files.readAllBytes(run.model());
        Ran again = Ran.pcn4j("train", "--resume", run.path().toString());
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(Files.readAllBytes(run.model())).isEqualTo(model);
        Files.delete(run.model());
        Ran asked = Ran.pcn4j("predict", run.path().toString(), "x.png");
        assertThat(asked.code()).isEqualTo(1);
        assertThat(asked.err()).contains("has no model yet").contains("--resume");
    }

    @Test
    void aRunGoesOnForLongerWithTheBitsOfOneThatWasAsLongAndShowsHowItCameThere() throws IOException {
        train();
        RunFolder run = onlyRun();
        Ran longer = Ran.pcn4j("train", "--resume", run.path().toString(), "--set=epochs=3");
        assertThat(longer.code()).as(longer.err()).isZero();
        assertThat(longer.out()).contains("Run " + run.path() + " resumes: epochs 2 → 3");
        train("--set=epochs=3", "--name=whole");
        RunFolder whole = RunFolder.list(runs).get(1);
        assertThat(Files.mismatch(run.model(), whole.model())).isEqualTo(-1);
        assertThat(run.result()).isEqualTo(whole.result());
        assertThat(run.settings()).isEqualTo(whole.settings());
        assertThat(Ran.pcn4j("runs", "show", run.path().toString()).out())
                .containsPattern("resumed +\\S+ after update 20, epochs 2 → 3")
                .contains("epochs: 3");
        for (String change : List.of("optimizer.lr=0.1", "epochs=1", "epochs=x", "oops=1")) {
            Ran refused = Ran.pcn4j("train", "--resume", run.path().toString(), "--set=" + change);
            assertThat(refused.code()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err().strip().lines()).as(refused.err()).hasSize(1);
        }
    }

    @Test
    void damagedMeasurementsAreToldOnceAndStopNeitherShowingNorReportingNorGoingOn() throws IOException {
        train();
        RunFolder run = onlyRun();
        List<String> lines = new ArrayList<>(Files.readAllLines(run.metrics()));
        lines.set(1, "{\"kind\":");
        Files.write(run.metrics(), lines);
        for (String[] words : List.of(
                new String[] {"runs", "show", run.path().toString()},
                new String[] {"report", run.path().toString()},
                new String[] {"train", "--resume", run.path().toString(), "--set=epochs=3"})) {
            Ran ran = Ran.pcn4j(words);
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.err().lines().filter(line -> line.startsWith("warning: ")))
                    .singleElement()
                    .asString()
                    .contains("metrics.jsonl' is damaged in line 2, left out here");
        }
        assertThat(Ran.pcn4j("runs", "show", run.path().toString()).err()).isEmpty();
    }

    @Test
    void runsAreToldAsJson() {
        train("--name=a");
        train("--set=optimizer.lr=0.01", "--name=b");
        List<RunFolder> both = RunFolder.list(runs);
        JsonNode listed = json("runs", "list", runs.toString(), "--json");
        assertThat(listed.path("folder").asString()).isEqualTo(runs.toString());
        assertThat(listed.path("runs")).hasSize(2);
        JsonNode first = listed.path("runs").path(0);
        assertThat(first.path("name").asString()).isEqualTo(both.get(0).name());
        assertThat(first.path("state").asString()).isEqualTo("complete");
        assertThat(first.path("failure").isNull()).isTrue();
        assertThat(first.path("updates").asLong()).isEqualTo(20);
        assertThat(first.path("epoch").asDouble()).isEqualTo(2);
        assertThat(first.path("validation").path("update").asLong()).isEqualTo(20);
        assertThat(first.path("result").path("accuracy").asDouble())
                .isEqualTo(both.get(0).result().orElseThrow().accuracy().orElseThrow());
        assertThat(first.path("seconds").asDouble()).isPositive();
        JsonNode shown = json("runs", "show", both.get(1).path().toString(), "--json");
        assertThat(shown.path("run").path("path").asString())
                .isEqualTo(both.get(1).path().toString());
        assertThat(shown.path("settings").path("optimizer.lr").asString()).isEqualTo("0.01");
        assertThat(shown.path("provenance").path("seed").asLong()).isEqualTo(1);
        assertThat(shown.path("provenance").path("stretches")).hasSize(1);
        assertThat(shown.path("evaluations")).hasSize(2);
        JsonNode compared = json(
                "runs",
                "compare",
                both.get(0).path().toString(),
                both.get(1).path().toString(),
                "--json");
        assertThat(compared.path("settings")).hasToString("{\"optimizer.lr\":[\"0.001\",\"0.01\"]}");
        assertThat(compared.path("runs")).hasSize(2);
    }

    private static JsonNode json(String... words) {
        Ran ran = Ran.pcn4j(words);
        assertThat(ran.code()).as(ran.err()).isZero();
        return JsonMapper.shared().readTree(ran.out());
    }

    @Test
    void misuseIsSaidInOneLineBeforeAnythingIsTrained() {
        for (Ran ran : List.of(
                Ran.pcn4j("train"),
                Ran.pcn4j("train", folder.resolve("none.yaml").toString()),
                train("--set=optimizer.rl=1"),
                train("--set=epochs=zero"),
                Ran.pcn4j("train", "--resume", runs.toString(), "--name=x"),
                Ran.pcn4j("train", "--resume", runs.toString(), "--runs=" + runs),
                Ran.pcn4j("evaluate", runs.toString(), "--weights=w", "--state=last"),
                Ran.pcn4j("report", runs.toString(), "--serve", "--port=99999"),
                Ran.pcn4j("init", "--model=grahp", folder.resolve("x.yaml").toString()),
                Ran.pcn4j("evaluate", runs.toString(), "--state=bst"),
                Ran.pcn4j("evaluate", runs.toString(), "--rename=a=b"),
                Ran.pcn4j("evaluate", runs.toString(), "--weights=w", "--rename=a"),
                Ran.pcn4j("evaluate", runs.toString(), "--weights=w", "--rename=a=b", "--rename=a.=c"),
                Ran.pcn4j("evaluate", runs.toString(), "--weights=w", "--rename=a=b", "--rename=a=c"))) {
            assertThat(ran.code()).as(ran.err()).isEqualTo(2);
            assertThat(ran.err().strip().lines()).as(ran.err()).hasSize(1);
        }
        assertThat(runs).doesNotExist();
    }

    @Test
    void aRunThatIsDamagedDoesNotHideTheOthersAndNothingOfItsParserIsTold() throws IOException {
        train();
        train();
        List<RunFolder> both = RunFolder.list(runs);
        Files.writeString(both.get(0).path().resolve("provenance.json"), "garbage");
        Ran listed = Ran.pcn4j("runs", "list", runs.toString());
        assertThat(listed.code()).isZero();
        assertThat(listed.out()).contains("damaged", "complete");
        Ran shown = Ran.pcn4j("runs", "show", both.get(0).path().toString());
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.err()).contains("is damaged").doesNotContain("REDACTED");
        assertThat(shown.err().strip().lines()).hasSize(1);
    }

    @Test
    void whereTheNewestCheckpointIsDamagedTheOneBeforeItIsEvaluated() throws IOException {
        train();
        RunFolder run = onlyRun();
        List<Path> checkpoints = CheckpointFolder.list(run.checkpoints());
        assertThat(checkpoints).hasSizeGreaterThan(1);
        byte[] bytes = Files.readAllBytes(checkpoints.get(0));
        bytes[bytes.length - 1] ^= 1;
        Files.write(checkpoints.get(0), bytes);
        Ran evaluated = Ran.pcn4j("evaluate", run.path().toString());
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(evaluated.err()).contains("warning: ").contains("the checkpoint before it is taken");
    }

    @Test
    void whatCannotMeanAnythingIsRefused() throws IOException {
        Path csv = folder.resolve("same.csv");
        Files.writeString(csv, "a,kind\n1,x\n2,x\n3,x\n4,x\n5,x\n6,x\n7,x\n8,x\n");
        Ran single = train("--set=data={name: csv, path: " + csv + ", label: kind}", "--set=batch=1");
        assertThat(single.code()).isEqualTo(2);
        assertThat(single.err()).contains("expected at least 2 classes, found only 'x'");
        Ran crop = train("--set=augment.crop=28");
        assertThat(crop.err()).contains("augment.crop: expected at most 27 pixels of 28x28, found 28");
        Ran change = train("--set=changes=[{after: 2, rule: il}]");
        assertThat(change.code()).isEqualTo(2);
        assertThat(change.err()).contains("expected changes after fewer than the 2 epochs");
        assertThat(runs).doesNotExist();
    }

    @Test
    void ofARunThatFailedNothingIsToldToGoOn() {
        train("--set=loss=squared-error", "--set=model.activation=relu", "--set=optimizer={name: sgd, lr: 1e30}");
        String run = onlyRun().path().toString();
        for (Ran ran : List.of(Ran.pcn4j("evaluate", run), Ran.pcn4j("export", run, folder + "/x.onnx"))) {
            assertThat(ran.code()).as(ran.err()).isEqualTo(1);
            assertThat(ran.err()).contains(": the run failed (the loss is ", "train again with other settings");
            assertThat(ran.err()).doesNotContain("--resume");
        }
    }

    @Test
    void rowsThatBeginWithAMinusAreAskedAbout() throws IOException {
        Path csv = folder.resolve("rows.csv");
        StringBuilder rows = new StringBuilder("a,b,kind\n");
        for (int i = 0; i < 40; i++) {
            rows.append(i % 2 == 0 ? "-1," : "1,").append(i).append(i % 2 == 0 ? ",left\n" : ",right\n");
        }
        Files.writeString(csv, rows.toString());
        Ran ran = train("--set=data={name: csv, path: " + csv + ", label: kind}", "--set=batch=4");
        assertThat(ran.code()).as(ran.err()).isZero();
        Ran asked = Ran.pcn4j("predict", onlyRun().path().toString(), "-1,2", "1,2");
        assertThat(asked.code()).as(asked.err()).isZero();
        assertThat(asked.out()).contains("-1,2: ", "1,2: ");
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeARunIsMade() throws IOException {
        Path csv = folder.resolve("rows.csv");
        Files.writeString(csv, "a,b,kind\n1,2,x\n3,four,y\n5,6,x\n");
        Ran ran = train("--set=data={name: csv, path: " + csv + ", label: kind}");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("four").contains("b");
        assertThat(ran.err().strip().lines()).hasSize(1);
        assertThat(runs).doesNotExist();
    }
}
