package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.Training;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.run.Provenance;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunResult;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sweeps: what they try, what they repeat, and what they tell of it. */
class SweepTest {
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
                epochs: 1
                threads: 1
                """);
    }

    private String[] words(String... more) {
        return Stream.concat(Stream.of("sweep", experiment.toString(), "--runs=" + runs), Stream.of(more))
                .toArray(String[]::new);
    }

    private Ran sweep(String... more) {
        return Ran.pcn4j(words(more));
    }

    @Test
    void everySettingIsTriedWithEverySeedOnceAndTheTableLiesInTheFolder() throws IOException {
        String[] words = {"--grid=optimizer.lr=0.01,0.001", "--seeds=2"};
        Ran first = sweep(words);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("optimizer.lr=0.01", "optimizer.lr=0.001", " ± ");
        assertThat(first.out().lines().findFirst().orElseThrow())
                .matches("settings +done +failed +validation +test +test, least to most +time");
        assertThat(first.out().lines().skip(1)).allMatch(line -> line.matches(".* \\d+\\.\\d ± \\d+\\.\\d s"));
        assertThat(RunFolder.list(runs)).hasSize(4);
        JsonNode table = JsonMapper.shared().readTree(Files.readString(runs.resolve("sweep.json")));
        List<String> csv = Files.readAllLines(runs.resolve("sweep.csv"));
        Ran again = sweep(words);
        assertThat(again.out()).isEqualTo(first.out());
        assertThat(again.err()).isEmpty();
        assertThat(RunFolder.list(runs)).hasSize(4);
        assertThat(table.path("complete").asBoolean()).isTrue();
        assertThat(table.path("settings")).hasSize(2);
        JsonNode best = table.path("settings").path(0);
        assertThat(best.path("rank").asInt()).isEqualTo(1);
        assertThat(best.path("set").path("optimizer.lr").asString()).isIn("0.01", "0.001");
        assertThat(best.path("done").asInt()).isEqualTo(2);
        assertThat(best.path("failed").asInt()).isZero();
        assertThat(best.path("measure").asString()).isEqualTo("accuracy");
        assertThat(best.path("test").path("count").asInt()).isEqualTo(2);
        assertThat(best.path("test").path("mean").asDouble()).isBetween(0.0, 1.0);
        assertThat(best.path("runs")).hasSize(2);
        assertThat(best.path("runs").path(1).path("seed").asLong()).isEqualTo(2);
        assertThat(best.path("runs").path(0).path("seconds").asDouble()).isPositive();
        assertThat(csv).hasSize(3);
        assertThat(csv.get(0))
                .isEqualTo(
                        "rank,optimizer.lr,done,failed,measure,validation mean,validation deviation,validation least,"
                                + "validation most,test mean,test deviation,test least,test most,seconds mean,seconds deviation,"
                                + "seconds least,seconds most");
        assertThat(csv.get(1))
                .startsWith("1," + best.path("set").path("optimizer.lr").asString() + ",2,0,accuracy,"
                        + best.path("validation").path("mean").asDouble() + ",");
        Ran json =
                sweep(Stream.concat(Arrays.stream(words), Stream.of("--json")).toArray(String[]::new));
        assertThat(JsonMapper.shared().readTree(json.out())).isEqualTo(table);
    }

    @Test
    void aSettingThatDoesNotLearnIsCountedOnceAndForAllAndRanksLast() {
        String[] words = {
            "--set=optimizer.name=sgd",
            "--set=loss=squared-error",
            "--set=model.activation=relu",
            "--grid=optimizer.lr=1e30,0.01"
        };
        Ran ran = sweep(words);
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("failed: the loss is ");
        assertThat(ran.out()).containsPattern("optimizer.lr=1e30 +0 +1");
        assertThat(ran.out().strip().lines().toList().get(2)).startsWith("optimizer.lr=1e30");
        assertThat(RunFolder.list(runs).get(0).failure().orElseThrow()).startsWith("the loss is ");
        Ran again = sweep(words);
        assertThat(again.err()).as("nothing is repeated").isEmpty();
        assertThat(again.out()).isEqualTo(ran.out());
        assertThat(sweep(
                                "--set=optimizer.name=sgd",
                                "--set=loss=squared-error",
                                "--set=model.activation=relu",
                                "--grid=optimizer.lr=1e30")
                        .code())
                .as("where all have failed")
                .isEqualTo(1);
    }

    private RunFolder run(Provenance provenance) {
        return RunFolder.create(runs, "x", Instant.EPOCH, "", provenance);
    }

    private SweepTally tally(int failed, double... accuracies) {
        Provenance begun = Provenance.begin(List.of(), 1, Map.of(), Instant.EPOCH);
        SweepTally tally = new SweepTally();
        for (double accuracy : accuracies) {
            RunFolder run = run(begun.ended(Instant.EPOCH.plusSeconds(90), "complete"));
            tally.add(run, 1, new RunResult(10, Training.End.COMPLETE, 5, 0.5, OptionalDouble.of(accuracy)));
        }
        for (int i = 0; i < failed; i++) {
            tally.addFailed(run(begun.failed(Instant.EPOCH.plusSeconds(1), "NaN")), 2, "NaN");
        }
        return tally;
    }

    @Test
    void settingsAreRankedByTheShareOfSeedsThatFailedAndThenByWhatTheyReach() throws IOException {
        Map<List<String>, SweepTally> tallies = new LinkedHashMap<>();
        tallies.put(List.of("lr=not tried"), tally(0));
        tallies.put(List.of("lr=lucky"), tally(4, 0.99));
        tallies.put(List.of("lr=good"), tally(0, 0.9, 0.9, 0.9, 0.9, 0.9));
        tallies.put(List.of("lr=all"), tally(5));
        tallies.put(List.of("lr=\"b,c\""), tally(0, 0.94, 0.96, 0.95, 0.95, 0.95));
        tallies.put(List.of("lr=seldom"), tally(1, 0.97, 0.97, 0.97, 0.97));
        SweepTable table = SweepTable.of("x.yaml", "runs", tallies, 25);
        assertThat(table.complete()).isTrue();
        assertThat(table.settings())
                .extracting(each -> each.set().get("lr"))
                .containsExactly("\"b,c\"", "good", "seldom", "lucky", "all", "not tried");
        assertThat(table.settings()).extracting(SweepTable.Setting::rank).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(table.lines().get(1)).endsWith("95.00 ± 0.71        94.00 to 96.00   90.0 ± 0.0 s");
        assertThat(table.lines().get(5)).matches("lr=all +0 +5 +- +- +- +-");
        assertThat(table.csv().lines().skip(1).findFirst().orElseThrow())
                .startsWith("1,\"\"\"b,c\"\"\",5,0,accuracy,,,,,0.95,");
        assertThat(table.csv().lines().skip(5).findFirst().orElseThrow()).isEqualTo("5,all,0,5,loss" + ",".repeat(12));
        JsonNode json = JsonMapper.shared().readTree(Json.text(table));
        assertThat(json.path("settings").path(4).path("test").path("mean").isNull())
                .isTrue();
        assertThat(json.path("settings")
                        .path(3)
                        .path("runs")
                        .path(1)
                        .path("failure")
                        .asString())
                .isEqualTo("NaN");
    }

    @Test
    void drawsAreTheSameEachTime() {
        Sweep sweep = new Sweep(
                List.of(Sweep.Listed.parse("model.hidden=[8],[8, 4]")),
                List.of(Sweep.Range.parse("optimizer.lr=log:1e-4..1e-1")),
                3);
        List<List<String>> trials = sweep.trials(new Seed(1));
        assertThat(trials).hasSize(6).isEqualTo(sweep.trials(new Seed(1)));
        assertThat(trials.get(0)).contains("model.hidden=[8]");
        assertThat(trials.get(1)).contains("model.hidden=[8, 4]");
        assertThat(trials).allSatisfy(trial -> {
            double rate = Double.parseDouble(trial.get(0).substring("optimizer.lr=".length()));
            assertThat(rate).isBetween(1e-4, 1e-1);
        });
    }

    private static List<String> draws(Sweep.Range range, int count) {
        return IntStream.range(0, count)
                .mapToObj(draw -> range.draw(new Seed(3).derive(draw)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch=8..11", "batch=log:8..11", "batch=-2..1", "batch=8.0..1.1e1"})
    void wholeNumbersAreDrawnWithBothEndsAmongThem(String text) {
        Sweep.Range range = Sweep.Range.parse(text);
        assertThat(range.hasWholeEnds()).isTrue();
        List<String> expected =
                range.from().intValue() < 0 ? List.of("-2", "-1", "0", "1") : List.of("8", "9", "10", "11");
        assertThat(draws(range.whole(), 200)).containsAll(expected).isSubsetOf(expected);
    }

    @Test
    void ordersOfMagnitudeAreEquallyLikelyAmongWholeNumbersToo() {
        List<String> drawn = draws(Sweep.Range.parse("batch=log:1..999").whole(), 3000);
        for (int digits = 1; digits <= 3; digits++) {
            int each = digits;
            assertThat(drawn.stream().filter(value -> value.length() == each).count())
                    .isBetween(900L, 1100L);
        }
    }

    @Test
    void rangesMayBeNarrowOrReachAsFarAsNumbersDo() {
        assertThat(draws(Sweep.Range.parse("x=1.00001..1.00002"), 20))
                .allSatisfy(value -> assertThat(Double.parseDouble(value)).isBetween(1.00001, 1.00002))
                .doesNotHaveDuplicates();
        Sweep.Range all = Sweep.Range.parse("x=" + Long.MIN_VALUE / 2 + ".." + Long.MAX_VALUE);
        assertThat(draws(all.whole(), 20))
                .allSatisfy(value -> assertThat(Long.parseLong(value)).isBetween(Long.MIN_VALUE / 2, Long.MAX_VALUE));
        assertThat(Sweep.Range.parse("x=0.5..8").hasWholeEnds()).isFalse();
        assertThat(Sweep.Range.parse("x=1e-999999999..8").hasWholeEnds()).isFalse();
        assertThat(Sweep.Range.parse("x=1..1e300").hasWholeEnds()).isFalse();
        for (String bad : List.of(
                "x=1..1e999999999",
                "x=1..1",
                "x=2..1",
                "x=log:0..1",
                "x=[8..9",
                "x=8..9]",
                "x=[[8..9]]",
                "x=log:1e-400..1",
                "x=a..b",
                "x=1..NaN")) {
            assertThatThrownBy(() -> Sweep.Range.parse(bad)).isInstanceOf(TypeConversionException.class);
        }
    }

    @Test
    void aKeyThatTakesWholeNumbersAloneIsDrawnFromThemAndAnyOtherIsNot() {
        Ran ran =
                sweep("--random=batch=8..9", "--random=clip=1..3", "--random=model.hidden=[5, log:6..7]", "--draws=3");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(RunFolder.list(runs))
                .allSatisfy(run -> assertThat(run.settings())
                        .containsPattern("(?m)^batch: [89]$")
                        .containsPattern("(?m)hidden: \\[5, [67]\\]$")
                        .containsPattern("(?m)^clip: [12]\\.\\d{3}$"));
    }

    @Test
    void whatCannotBeSweptIsSaidInOneLineBeforeAnythingIsTrained() {
        for (Ran ran : List.of(
                sweep(),
                sweep("--grid=optimizer.lr"),
                sweep("--random=optimizer.lr=1..0"),
                sweep("--grid=seed=1,2"),
                sweep("--random=seed=1..9"),
                sweep("--random=batch=8..9", "--grid=batch=4"),
                sweep("--random=batch=0.5..9"),
                sweep("--random=model.hidden=[8..9"),
                sweep("--random=model.hidden=[8,[8..9]]"),
                sweep("--random=model.hidden=[8..9,1..2]"),
                sweep("--random=model.hidden=8..9"))) {
            assertThat(ran.code()).as(ran.err()).isEqualTo(2);
            assertThat(ran.err().strip().lines()).as(ran.err()).hasSize(1);
        }
        assertThat(runs).doesNotExist();
    }

    @Test
    void whatOnlyTheDataShowToBeAContradictionIsSaidBeforeAnythingIsTrained() {
        Ran ran = sweep("--set=schedule=cosine", "--grid=schedule.warm-up=2,10", "--seeds=2");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().strip().lines()).as(ran.err()).hasSize(1);
        assertThat(ran.err())
                .contains("schedule.warm-up: expected fewer than the 10 updates of the training, found 10");
        assertThat(runs).doesNotExist();
    }

    @Test
    void runsThatCannotBeMadeAreToldInOneLineAndCountedAsNothing() throws IOException {
        Files.writeString(runs, "a file");
        Ran file = sweep("--seeds=2");
        assertThat(file.code()).isEqualTo(1);
        assertThat(file.err()).contains("cannot make runs in '" + runs + "': it is no folder; choose one by --runs");
        assertThat(file.err().strip().lines()).hasSize(1);
        Files.delete(runs);
        assertThat(sweep("--seeds=2").code()).isZero();
        RunFolder first = RunFolder.list(runs).get(0);
        first.forgetResult();
        for (Path checkpoint : CheckpointFolder.list(first.checkpoints())) {
            Files.write(checkpoint, new byte[20]);
        }
        Ran damaged = sweep("--seeds=2");
        assertThat(damaged.code()).as("no setting is to blame").isEqualTo(1);
        assertThat(damaged.err()).contains("no checkpoint in '" + first.checkpoints() + "' can be read");
        assertThat(first.failure()).isEmpty();
    }

    @Test
    void aRunThatAnotherProcessMakesIsWaitedForAndNotCountedAsFailed() throws Exception {
        sweep("--seeds=2");
        RunFolder first = RunFolder.list(runs).get(0);
        RunResult result = first.result().orElseThrow();
        Provenance ended = first.provenance();
        first.forgetResult();
        first.write(ended.resumed());
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (CheckpointFolder held = CheckpointFolder.open(first.checkpoints())) {
            Future<Ran> sweeping = other.submit(() -> sweep("--seeds=3"));
            while (RunFolder.list(runs).size() < 3
                    || RunFolder.list(runs).get(2).result().isEmpty()) {
                assertThat(sweeping.isDone()).isFalse();
                Thread.sleep(20);
            }
            // It goes on with the others meanwhile, and waits in the end.
            assertThat(held.list()).isNotEmpty();
            first.write(ended);
            first.write(result);
            Ran ran = sweeping.get(1, TimeUnit.MINUTES);
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.err()).contains("waiting for runs that other processes make in " + runs + ": 1");
            assertThat(ran.out()).containsPattern("as it is +3 +0 ");
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void aRunThatAnotherProcessLeftIsTakenOver() throws Exception {
        sweep("--seeds=2");
        RunFolder first = RunFolder.list(runs).get(0);
        first.forgetResult();
        first.write(first.provenance().resumed());
        Ran ran = sweep("--seeds=2");
        assertThat(ran.out()).containsPattern("as it is +2 +0 ");
        assertThat(first.result()).isPresent();
    }

    @Test
    void twoSweepsInOneFolderShareTheRunsAndTellTheSame() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            List<Future<Ran>> ran = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                ran.add(both.submit(() -> sweep("--seeds=4", "--grid=optimizer.lr=0.01,0.001")));
            }
            Ran one = ran.get(0).get(2, TimeUnit.MINUTES);
            Ran other = ran.get(1).get(2, TimeUnit.MINUTES);
            assertThat(one.code()).as(one.err()).isZero();
            assertThat(other.code()).as(other.err()).isZero();
            assertThat(one.out()).isEqualTo(other.out()).containsPattern("optimizer.lr=0.01 +4 +0 ");
            assertThat(RunFolder.list(runs)).hasSize(8);
        } finally {
            both.shutdownNow();
        }
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
}
