package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.run.RunFolder;

/** Experiments from the shell: what is trained, judged, asked, listed, compared, exported and swept. */
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
    void theNetworkIsJudgedAskedAndExported() throws IOException {
        train();
        RunFolder run = onlyRun();
        String test = Ran.pcn4j("evaluate", run.path().toString()).out();
        assertThat(test).startsWith("Test: ").contains("(40 answers)");
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
    void aSweepTriesEverySettingWithEverySeedOnce() {
        String[] words = {
            "sweep",
            experiment.toString(),
            "--runs=" + runs,
            "--set=epochs=1",
            "--grid=optimizer.lr=0.01,0.001",
            "--seeds=2"
        };
        Ran first = Ran.pcn4j(words);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("optimizer.lr=0.01", "optimizer.lr=0.001", " ± ");
        assertThat(RunFolder.list(runs)).hasSize(4);
        Ran again = Ran.pcn4j(words);
        assertThat(again.out()).isEqualTo(first.out());
        assertThat(RunFolder.list(runs)).hasSize(4);
    }

    @Test
    void aKeyOfASweepHasOneSource() {
        for (String[] more : new String[][] {
            {"--set=optimizer.lr=1", "--grid=optimizer.lr=0.1,0.01", "--set as well"},
            {"--grid=optimizer.lr=0.1,0.01", "--random=optimizer.lr=0.1..1", "it twice"},
            {"--grid=optimizer.lr=0.1", "--grid=optimizer.lr=0.01", "it twice"}
        }) {
            Ran ran = Ran.pcn4j("sweep", experiment.toString(), "--runs=" + runs, more[0], more[1]);
            assertThat(ran.err()).contains("optimizer.lr: expected one of --grid, --random and --set, once", more[2]);
            assertThat(ran.err().lines()).hasSize(1);
            assertThat(ran.code()).isEqualTo(2);
        }
        assertThat(Ran.pcn4j("sweep", experiment.toString(), "--random=seed=1..5")
                        .err())
                .contains("seeds are not a setting to compare: give --seeds");
    }

    /** On a file that spells out another variant, and with a key beside the name, whichever comes first. */
    @Test
    void aSweepOverNamesTrainsEachByItsOwnDefaults() throws IOException {
        Files.writeString(
                experiment,
                "rule: {name: z-il, gamma: 1}\noptimizer: {name: adam, lr: 0.001}\n",
                StandardOpenOption.APPEND);
        Ran ran = Ran.pcn4j(
                "sweep",
                experiment.toString(),
                "--runs=" + runs,
                "--set=epochs=1",
                "--set=optimizer.lr=0.05",
                "--grid=optimizer=sgd,adam",
                "--grid=rule.name=z-il,il");
        assertThat(ran.code()).as(ran.err()).isZero();
        List<String> settings = RunFolder.list(runs).stream()
                .map(run -> run.settings().replaceAll("\\s+", " "))
                .toList();
        assertThat(settings).hasSize(4).allMatch(text -> text.contains("lr: 0.05"));
        assertThat(settings.stream().filter(text -> text.contains("name: il steps: 8 gamma: 0.1")))
                .hasSize(2);
        assertThat(settings.stream().filter(text -> text.contains("name: z-il gamma: 1")))
                .hasSize(2);
        assertThat(settings.stream().filter(text -> text.contains("name: sgd lr: 0.05 momentum: 0")))
                .hasSize(2);
        Files.writeString(experiment, "rule: {name: z-il, gamma: 0.5}\n");
        Ran lost = Ran.pcn4j("sweep", experiment.toString(), "--runs=" + runs, "--grid=rule.name=z-il,il");
        assertThat(lost.err()).contains("with z-il goes gamma: 0.5", "which would be lost: set rule=il to drop it");
        assertThat(lost.code()).isEqualTo(2);
        assertThat(RunFolder.list(runs)).hasSize(4);
    }

    @Test
    void aSettingThatDoesNotLearnIsCountedAndTheSweepGoesOn() {
        Ran ran = Ran.pcn4j(
                "sweep",
                experiment.toString(),
                "--runs=" + runs,
                "--set=epochs=1",
                "--set=optimizer.name=sgd",
                "--set=loss=squared-error",
                "--set=model.activation=relu",
                "--grid=optimizer.lr=1e30,0.01");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("failed: the loss is ");
        assertThat(ran.out()).containsPattern("optimizer.lr=1e30 +0 +1");
        assertThat(RunFolder.list(runs).get(0).provenance().end().orElseThrow()).startsWith("failed: ");
    }

    @Test
    void drawsAreTheSameEachTime() {
        Sweep sweep = new Sweep(
                List.of(Sweep.Listed.parse("model.hidden=[8],[8, 4]")),
                List.of(Sweep.Range.parse("optimizer.lr=log:1e-4..1e-1")),
                3);
        List<List<String>> trials = sweep.trials(new org.pcn4j.tensor.Seed(1));
        assertThat(trials).hasSize(6).isEqualTo(sweep.trials(new org.pcn4j.tensor.Seed(1)));
        assertThat(trials.get(0)).contains("model.hidden=[8]");
        assertThat(trials.get(1)).contains("model.hidden=[8, 4]");
        assertThat(trials).allSatisfy(trial -> {
            double rate = Double.parseDouble(trial.get(0).substring("optimizer.lr=".length()));
            assertThat(rate).isBetween(1e-4, 1e-1);
        });
    }

    @Test
    void misuseIsSaidInOneLineBeforeAnythingIsTrained() {
        for (Ran ran : List.of(
                Ran.pcn4j("train"),
                Ran.pcn4j("train", folder.resolve("none.yaml").toString()),
                train("--set=optimizer.rl=1"),
                train("--set=epochs=zero"),
                Ran.pcn4j("train", "--resume", runs.toString(), "--set=epochs=3"),
                Ran.pcn4j("sweep", experiment.toString()),
                Ran.pcn4j("sweep", experiment.toString(), "--grid=optimizer.lr"),
                Ran.pcn4j("sweep", experiment.toString(), "--random=optimizer.lr=1..0"),
                Ran.pcn4j("sweep", experiment.toString(), "--grid=seed=1,2"),
                Ran.pcn4j("report", runs.toString(), "--serve", "--port=99999"),
                Ran.pcn4j("init", "--model=grahp", folder.resolve("x.yaml").toString()),
                Ran.pcn4j("evaluate", runs.toString(), "--state=bst"))) {
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
    void whereTheNewestCheckpointIsDamagedTheOneBeforeItIsJudged() throws IOException {
        train();
        RunFolder run = onlyRun();
        List<Path> checkpoints = CheckpointFolder.list(run.checkpoints());
        assertThat(checkpoints).hasSizeGreaterThan(1);
        byte[] bytes = Files.readAllBytes(checkpoints.get(0));
        bytes[bytes.length - 1] ^= 1;
        Files.write(checkpoints.get(0), bytes);
        Ran judged = Ran.pcn4j("evaluate", run.path().toString());
        assertThat(judged.code()).as(judged.err()).isZero();
        assertThat(judged.err()).contains("warning: ").contains("the checkpoint before it is taken");
    }

    @Test
    void whatCannotMeanAnythingIsRefused() throws IOException {
        Path csv = folder.resolve("same.csv");
        Files.writeString(csv, "a,kind\n1,x\n2,x\n3,x\n4,x\n5,x\n6,x\n7,x\n8,x\n");
        Ran single = train("--set=data={name: csv, path: " + csv + ", label: kind}", "--set=batch=1");
        assertThat(single.code()).isEqualTo(1);
        assertThat(single.err()).contains("expected at least 2 classes, found only 'x'");
        Ran crop = train("--set=augment.crop=28");
        assertThat(crop.err()).contains("augment.crop: expected at most 27 pixels of 28x28, found 28");
        Ran change = train("--set=changes=[{after: 2, rule: il}]");
        assertThat(change.code()).isEqualTo(2);
        assertThat(change.err()).contains("expected changes after fewer than the 2 epochs");
        assertThat(runs).doesNotExist();
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
