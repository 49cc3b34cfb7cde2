package org.pcn4j.train.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.report.Axis;

/** What is done is kept, what is left is done, and the page tells it. */
class ReproductionTest {
    @TempDir
    Path folder;

    private final List<String> measured = Collections.synchronizedList(new ArrayList<>());
    private final List<String> said = new ArrayList<>();
    private Optional<CyclicBarrier> together = Optional.empty();

    /** Two settings with two seeds each; the number found is the setting's plus the seed. */
    private class Sums implements Item {
        private final String failing;
        private final int more;

        Sums(String failing, int more) {
            this.failing = failing;
            this.more = more;
        }

        @Override
        public String name() {
            return "sums";
        }

        @Override
        public String sentence() {
            return "Sums are found again.";
        }

        @Override
        public String paper() {
            return "Nobody 1900";
        }

        @Override
        public List<String> data() {
            return List.of("mnist");
        }

        @Override
        public boolean isForOneThread() {
            return together.isPresent();
        }

        @Override
        public List<Case> cases(Scope scope) {
            List<Case> cases = new ArrayList<>();
            for (String setting : List.of("1", "2")) {
                for (long seed : scope.seeds(2)) {
                    String number = Integer.toString(Integer.parseInt(setting) + more);
                    cases.add(new Case(
                            Map.of("number", number, "data", scope.data("mnist")),
                            seed,
                            1,
                            bench -> measure(bench, number, seed)));
                }
            }
            return cases;
        }

        Numbers measure(Bench bench, String number, long seed) throws InterruptedException {
            bench.done(0.5);
            measured.add(number + "/" + seed);
            together.ifPresent(ReproductionTest::meet);
            if (failing.equals(number)) {
                throw new IllegalStateException("there is no sum of " + number);
            }
            double sum = Integer.parseInt(number) + seed;
            return Numbers.none().with("sum", sum).with("row", List.of(sum, Double.NaN, Double.POSITIVE_INFINITY));
        }

        @Override
        public void tell(Findings findings, Page page) {
            page.paragraph("The sums are " + findings.of("sum").text() + ".");
            page.conclusions(List.of("Sums are large."));
            page.plot(
                    "curve",
                    "A curve.",
                    Plots.lines("x", "y", Axis.Scale.LINEAR, List.of(0.0, 1.0), Map.of("sums", List.of(1.0, 2.0))));
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("the other case is not being done", e);
        }
    }

    private final class Told implements ReproductionListener {
        private final int most;

        Told(int most) {
            this.most = most;
        }

        @Override
        public void said(String line) {
            said.add(line);
        }

        @Override
        public boolean isCancelled() {
            return measured.size() >= most;
        }
    }

    private Reproduction.End run(Item item, int most, Scope scope, Reproduction.Before before) {
        Told told = new Told(most);
        DataAccess access =
                new DataAccess(Optional.empty(), new DataCache(folder.resolve("cache")), new Access.Offline());
        int threads = together.map(CyclicBarrier::getParties).orElse(1);
        Bench bench = new Bench(access, OptionalInt.of(threads), Optional.empty(), told);
        return new Reproduction(folder.resolve("results"), scope, bench).run(List.of(item), List.of(item), before);
    }

    private Reproduction.End run(Item item, int most) {
        return run(item, most, scope(OptionalInt.empty()), Reproduction.Before.KEPT);
    }

    private static Scope scope(OptionalInt seeds) {
        return new Scope(Scope.Size.SHORT, seeds, Set.of());
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve("results").resolve(file));
    }

    @Test
    void whatWasInterruptedGoesOnWhereItEndedAndEndsAsIfItHadNot() throws IOException {
        assertThat(run(new Sums("", 0), 1)).isEqualTo(Reproduction.End.INTERRUPTED);
        assertThat(measured).containsExactly("1/1");
        assertThat(folder.resolve("results/sums.md")).doesNotExist();
        assertThat(text("README.md")).contains("sums (not made yet)");

        assertThat(run(new Sums("", 0), 100)).isEqualTo(Reproduction.End.COMPLETE);
        assertThat(measured).containsExactly("1/1", "1/2", "2/1", "2/2");
        assertThat(text("README.md")).contains("[sums](sums.md)");
    }

    @Test
    void whatIsDoneIsNotDoneAgainUnlessItIsForgottenOrItsSettingsDiffer() {
        run(new Sums("", 0), 100);
        measured.clear();
        assertThat(run(new Sums("", 0), 100)).isEqualTo(Reproduction.End.COMPLETE);
        assertThat(measured).isEmpty();

        assertThat(run(new Sums("", 1), 100)).isEqualTo(Reproduction.End.COMPLETE);
        assertThat(measured).containsExactly("3/1", "3/2");

        measured.clear();
        assertThat(run(new Sums("", 1), 100, scope(OptionalInt.of(3)), Reproduction.Before.KEPT))
                .isEqualTo(Reproduction.End.COMPLETE);
        assertThat(measured).containsExactly("2/3", "3/3");

        measured.clear();
        assertThat(run(new Sums("", 1), 100, scope(OptionalInt.of(1)), Reproduction.Before.FORGOTTEN))
                .isEqualTo(Reproduction.End.COMPLETE);
        assertThat(measured).containsExactly("2/1", "3/1");
    }

    @Test
    void thePageTellsWhatWasFoundHowItIsFoundAgainAndByWhichData() throws IOException {
        run(new Sums("", 0), 100);
        assertThat(text("sums.md"))
                .startsWith("# sums\n\nSums are found again.\n\nFrom Nobody 1900.\n\nThe sums are 3 ± 0.82.\n")
                .contains("in 0 s, added up over 4 cases, with ")
                .contains("![curve](sums-curve.svg)\n\n*A curve.*")
                .contains("pcn4j reproduce sums\n")
                .contains("Seeds 1, 2.")
                .contains("Data: digits.")
                .contains("[sums.json](sums.json)");
        assertThat(text("sums-curve.svg")).startsWith("<svg ").contains("stroke=\"#2368a8\"");
        assertThat(said)
                .contains("sums: mnist is not here (pcn4j data fetch mnist): digits, which are generated,"
                        + " take its place");
    }

    @Test
    void conclusionsOfTheDefaultRunAreNotPassedOffAsThoseOfAnother() throws IOException {
        String warning = "What follows was read off the default run";
        Scope standIns = scope(OptionalInt.empty());
        Scope own = new Scope(Scope.Size.SHORT, OptionalInt.empty(), Set.of("mnist", "cifar10"));
        Scope seeds = new Scope(Scope.Size.SHORT, OptionalInt.of(2), Set.of("mnist"));
        Scope full = new Scope(Scope.Size.FULL, OptionalInt.empty(), Set.of("mnist"));
        for (Scope other : List.of(standIns, seeds, full)) {
            run(new Sums("", 0), 100, other, Reproduction.Before.FORGOTTEN);
            String file = other.size() == Scope.Size.FULL ? "sums-full.md" : "sums.md";
            assertThat(text(file)).contains(warning).containsSubsequence("off these numbers:\n\n", "* Sums are large.");
            measured.clear();
        }
        run(new Sums("", 0), 100, own, Reproduction.Before.FORGOTTEN);
        assertThat(text("sums.md")).doesNotContain(warning).contains("* Sums are large.");
    }

    private static Measured measured(String part, String of, long seed, String threads) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("part", part);
        settings.put("of", of);
        return new Measured(settings, seed, "1", "2026-01-01", 1, threads, "", Map.of());
    }

    @Test
    void thePageTellsWhichCasesHadWhichSeedsAndThreads() {
        Findings findings = new Findings(List.of(
                measured("a", "x", 1, "2 workers"),
                measured("a", "y", 1, "2 workers, no oneDNN"),
                measured("b", "x", 1, "2 workers"),
                measured("b", "x", 2, "2 workers"),
                measured("b", "z", 1, "2 workers"),
                measured("b", "z", 2, "2 workers")));
        String text =
                PageFrame.around(new Sums("", 0), "", findings, "pcn4j", "sums").replace("\n  ", " ");
        assertThat(text)
                .contains("with 2 workers (a x, b); 2 workers, no oneDNN (a y).")
                .contains("Seeds 1 (a); 1, 2 (b). Of several seeds a number is the mean ± the standard deviation");
    }

    @Test
    void aPlaceOfARowHasItsOwnSpread() {
        Findings findings = new Findings(List.of(
                new Measured(Map.of(), 1, "1", "2026-01-01", 1, "", "", Map.of("row", List.of(1.0, 4.0))),
                new Measured(Map.of(), 2, "1", "2026-01-01", 1, "", "", Map.of("row", List.of(3.0)))));
        assertThat(findings.spreads("row")).containsExactly(Spread.of(List.of(1.0, 3.0)), Spread.of(List.of(4.0)));
    }

    @Test
    void aFolderThatCannotBeMadeIsToldWithTheOneThatTakesNone() {
        assumeThat(Path.of("/proc/self")).exists();
        Bench bench = new Bench(
                new DataAccess(Optional.empty(), new DataCache(folder), new Access.Offline()),
                OptionalInt.of(1),
                Optional.empty(),
                new Told(1));
        Reproduction reproduction = new Reproduction(Path.of("/proc/none/x"), scope(OptionalInt.empty()), bench);
        Item item = new Sums("", 0);
        assertThatThrownBy(() -> reproduction.run(List.of(item), List.of(item), Reproduction.Before.KEPT))
                .hasMessage("cannot make the folder '/proc/none/x': no folder can be made in '/proc'");
        assertThat(measured).isEmpty();
    }

    @Test
    void theFileHoldsEveryCaseAndTheSpreadOverItsSeeds() throws IOException {
        run(new Sums("", 0), 100);
        Results results = Results.read(folder.resolve("results/sums.json")).orElseThrow();
        assertThat(results.command()).isEqualTo("pcn4j reproduce sums");
        assertThat(results.cases()).hasSize(4);
        assertThat(results.cases().get(3).numbers())
                .isEqualTo(Map.of("sum", List.of(4.0), "row", List.of(4.0, Double.NaN, Double.POSITIVE_INFINITY)));
        assertThat(results.summary()).hasSize(2);
        assertThat(results.summary().get(1).numbers()).containsOnlyKeys("sum");
        assertThat(results.summary().get(1).numbers().get("sum")).isEqualTo(Spread.of(List.of(3.0, 4.0)));
    }

    @Test
    void aCaseThatFailsKeepsNoOtherFromBeingDone() {
        assertThat(run(new Sums("1", 0), 100)).isEqualTo(Reproduction.End.FAILED);
        assertThat(measured).containsExactly("1/1", "1/2", "2/1", "2/2");
        assertThat(said).anyMatch(line -> line.endsWith("seed 2: it failed: there is no sum of 1"));
        assertThat(folder.resolve("results/sums.md")).doesNotExist();

        measured.clear();
        assertThat(run(new Sums("", 0), 100)).isEqualTo(Reproduction.End.COMPLETE);
        assertThat(measured).containsExactly("1/1", "1/2");
    }

    @Test
    void aFileThatHoldsNoResultsIsNamedWithTheRemedy() throws IOException {
        Files.createDirectories(folder.resolve("results"));
        Files.writeString(folder.resolve("results/sums.json"), "{\"item\": 3");
        assertThatThrownBy(() -> run(new Sums("", 0), 100))
                .isInstanceOf(ReproductionException.class)
                .hasMessageContaining("it holds no results; move it away, or begin anew with --fresh");
        assertThat(run(new Sums("", 0), 100, scope(OptionalInt.empty()), Reproduction.Before.FORGOTTEN))
                .isEqualTo(Reproduction.End.COMPLETE);
    }

    @Test
    void casesForOneThreadAreDoneAtATimeAndFoundInTheirOrder() {
        together = Optional.of(new CyclicBarrier(2));
        assertThat(run(new Sums("", 0), 100)).isEqualTo(Reproduction.End.COMPLETE);
        assertThat(measured).containsExactlyInAnyOrder("1/1", "1/2", "2/1", "2/2");
        Results results = Results.read(folder.resolve("results/sums.json")).orElseThrow();
        assertThat(results.cases())
                .extracting(each -> each.settings().get("number") + "/" + each.seed())
                .containsExactly("1/1", "1/2", "2/1", "2/2");
        assertThat(results.cases()).extracting(Measured::threads).containsOnly("1+1 threads");

        measured.clear();
        assertThat(run(new Sums("", 0), 100)).isEqualTo(Reproduction.End.COMPLETE);
        assertThat(measured).isEmpty();
    }

    @Test
    void ofCasesThatAreDoneAtATimeOneMayFail() {
        together = Optional.of(new CyclicBarrier(2));
        assertThat(run(new Sums("1", 0), 100)).isEqualTo(Reproduction.End.FAILED);
        assertThat(measured).containsExactlyInAnyOrder("1/1", "1/2", "2/1", "2/2");
        assertThat(said)
                .filteredOn(line -> line.endsWith("it failed: there is no sum of 1"))
                .hasSize(2);
    }

    @Test
    void casesThatAreDoneAtATimeAreInterruptedTogether() {
        together = Optional.of(new CyclicBarrier(2));
        assertThat(run(new Sums("", 0), 2)).isEqualTo(Reproduction.End.INTERRUPTED);
        assertThat(measured).containsExactlyInAnyOrder("1/1", "1/2");
        measured.clear();
        assertThat(run(new Sums("", 0), 100)).isEqualTo(Reproduction.End.COMPLETE);
        assertThat(measured).containsExactlyInAnyOrder("2/1", "2/2");
    }

    @Test
    void whoeverReproducesMayBeInterruptedAndNothingGoesOn() {
        together = Optional.of(new CyclicBarrier(2));
        Thread caller = Thread.currentThread();
        Item item = new Sums("", 0) {
            @Override
            Numbers measure(Bench bench, String number, long seed) throws InterruptedException {
                Numbers unused = super.measure(bench, number, seed);
                caller.interrupt();
                for (int i = 0; i < 3000; i++) {
                    bench.goOn();
                    Thread.sleep(10);
                }
                return unused;
            }
        };
        assertThat(run(item, 100)).isEqualTo(Reproduction.End.INTERRUPTED);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(measured).containsExactlyInAnyOrder("1/1", "1/2");
        assertThat(Results.read(folder.resolve("results/sums.json"))).isEmpty();
    }

    @Test
    void resultsThatCannotBeWrittenEndAllCasesThatAreDoneAtATime() throws IOException {
        together = Optional.of(new CyclicBarrier(2));
        // Where a file is to go is a folder, once everything has been looked at.
        Item item = new Sums("", 0) {
            @Override
            public List<Case> cases(Scope scope) {
                try {
                    Files.createDirectories(folder.resolve("results/sums.json/in-the-way"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return super.cases(scope);
            }
        };
        assertThatThrownBy(() -> run(item, 100, scope(OptionalInt.empty()), Reproduction.Before.FORGOTTEN))
                .isInstanceOf(ReproductionException.class)
                .hasMessageContaining("cannot write '");
        assertThat(measured).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void everyCaseBeginsWithTheThreadsOfAnyOther() {
        List<Threads> found = new ArrayList<>();
        Item item = new Sums("", 0) {
            @Override
            public List<Case> cases(Scope scope) {
                return IntStream.range(0, 2)
                        .mapToObj(i ->
                                new Case(Map.of("number", Integer.toString(i), "data", "digits"), 1, 1, bench -> {
                                    found.add(Threads.current());
                                    Threads.forConvolutions(3).use();
                                    return Numbers.none().with("sum", i).with("row", List.of(0.0));
                                }))
                        .toList();
            }
        };
        Threads before = Threads.current();
        run(item, 100);
        assertThat(found).containsExactly(Threads.forMatrices(1), Threads.forMatrices(1));
        assertThat(Threads.current()).isEqualTo(before);
    }

    @Test
    void aSpreadIsTheMeanAndTheStandardDeviationOverTheSeeds() {
        assertThat(Spread.of(List.of(2.0)).text()).isEqualTo("2");
        assertThat(Spread.of(List.of(1.0, 2.0, 3.0)).text()).isEqualTo("2 ± 1");
        assertThat(Spread.of(List.of(0.9, 0.91)).text(100)).isEqualTo("90.5 ± 0.71");
        assertThat(Spread.of(List.of(1.0, Double.POSITIVE_INFINITY)).text()).isEqualTo("not finite");
    }
}
