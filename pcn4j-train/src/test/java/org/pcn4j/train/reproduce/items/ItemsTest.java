package org.pcn4j.train.reproduce.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.report.NumberText;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Index;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Measured;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Reproduction;
import org.pcn4j.train.reproduce.ReproductionListener;
import org.pcn4j.train.reproduce.Scope;
import org.pcn4j.train.reproduce.Spread;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Every item in its smallest size on generated data, and what must hold in any size. */
class ItemsTest {
    private static final Scope TINY = new Scope(Scope.Size.TINY, OptionalInt.empty(), Set.of());
    private static final Map<String, Findings> FOUND = new HashMap<>();

    @TempDir
    static Path folder;

    static List<Item> items() {
        return Items.ALL;
    }

    /** Some of an item's cases, whose findings are kept. */
    private static final class Some implements Item {
        private final Item item;
        private final int every;
        private Findings found = new Findings(List.of());

        Some(Item item, int every) {
            this.item = item;
            this.every = every;
        }

        @Override
        public String name() {
            return item.name();
        }

        @Override
        public String sentence() {
            return item.sentence();
        }

        @Override
        public String paper() {
            return item.paper();
        }

        @Override
        public boolean isForOneThread() {
            return item.isForOneThread();
        }

        @Override
        public List<Case> cases(Scope scope) {
            List<Case> all = item.cases(scope);
            return IntStream.range(0, all.size())
                    .filter(i -> i % every == 0)
                    .mapToObj(all::get)
                    .toList();
        }

        @Override
        public void tell(Findings findings, Page page) {
            found = findings;
        }
    }

    private static Findings reproduced(Item item, int every, int threads, Path to) {
        DataAccess access =
                new DataAccess(Optional.empty(), new DataCache(folder.resolve("cache")), new Access.Offline());
        List<String> said = new ArrayList<>();
        Bench bench = new Bench(access, OptionalInt.of(threads), Optional.empty(), new ReproductionListener() {
            @Override
            public void said(String line) {
                said.add(line);
            }
        });
        Some some = new Some(item, every);
        assertThat(new Reproduction(to, TINY, bench).run(List.of(some), List.of(some), Reproduction.Before.KEPT))
                .as(() -> said.toString())
                .isEqualTo(Reproduction.End.COMPLETE);
        return some.found;
    }

    @BeforeAll
    static void makeAll() {
        for (Item item : Items.ALL) {
            FOUND.put(item.name(), reproduced(item, 1, item.isForOneThread() ? 2 : 1, folder.resolve("all")));
        }
    }

    static List<Item> itemsForOneThread() {
        return Items.ALL.stream().filter(Item::isForOneThread).toList();
    }

    @ParameterizedTest
    @MethodSource("itemsForOneThread")
    void casesThatAreDoneAtATimeFindWhatTheyFindOneAfterAnother(Item item, @TempDir Path results) {
        List<Measured> together = found(item.name()).cases();
        for (Measured alone : reproduced(item, 3, 1, results).cases()) {
            assertThat(together)
                    .filteredOn(each -> each.settings().equals(alone.settings()) && each.seed() == alone.seed())
                    .extracting(Measured::numbers)
                    .containsExactly(alone.numbers());
        }
    }

    private static Findings found(String item) {
        return FOUND.getOrDefault(item, new Findings(List.of()));
    }

    @ParameterizedTest
    @MethodSource("items")
    void everyItemHasCasesOfTheirOwnInEverySize(Item item) {
        for (Scope.Size size : Scope.Size.values()) {
            Scope scope = new Scope(size, OptionalInt.empty(), Set.copyOf(item.data()));
            List<Case> cases = item.cases(scope);
            assertThat(cases).isNotEmpty().allMatch(each -> each.weight() > 0);
            Set<Object> keys = new HashSet<>();
            cases.forEach(each -> assertThat(keys.add(List.of(each.settings(), each.seed())))
                    .as(each.title())
                    .isTrue());
        }
        assertThat(item.sentence()).matches("[A-Z].*\\.");
    }

    @ParameterizedTest
    @MethodSource("items")
    void everyExperimentCanBeReadInEverySizeWithItsDataAndWithout(Item item) {
        for (Scope.Size size : Scope.Size.values()) {
            for (Set<String> held : List.of(Set.copyOf(item.data()), Set.<String>of())) {
                for (Case each : item.cases(new Scope(size, OptionalInt.empty(), held))) {
                    String settings = each.settings().getOrDefault(Case.EXPERIMENT, "model=mlp");
                    assertThat(Bench.experiment(settings, each.seed()).seed()).isEqualTo(each.seed());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("items")
    void everyPageTellsWithoutGapsWhatWasFound(Item item) throws Exception {
        Page page = new Page(item.name());
        item.tell(found(item.name()), page);
        assertThat(page.text()).hasSizeGreaterThan(400).doesNotContain("null");
        for (String plot : page.plots().values()) {
            Document svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(plot)));
            int pictures = svg.getElementsByTagName("image").getLength();
            assertThat(svg.getElementsByTagName("path").getLength()).isGreaterThan(pictures > 0 ? -1 : 2);
            String drawn = plot.replaceAll("base64,[^\"]*", "");
            assertThat(drawn).doesNotContain("NaN").doesNotContain("Infinity");
        }
        for (String line : page.text().lines().toList()) {
            assertThat(line.startsWith("|") || line.startsWith("!") || line.length() <= 120)
                    .as(line)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("items")
    void everyItemMarksItsConclusionsAsThoseOfTheDefaultRun(Item item) {
        Page own = new Page(item.name());
        Page other = new Page(item.name(), Page.Origin.OTHER_RUN);
        item.tell(found(item.name()), own);
        item.tell(found(item.name()), other);
        String warning = "What follows was read off the default run";
        assertThat(own.text()).doesNotContain(warning);
        assertThat(other.text()).containsOnlyOnce(warning);
        assertThat(item.data()).containsAll(item.concludedFrom());
    }

    @Test
    void theIndexOfTheResultsIsWhatTheCatalogSays() throws IOException {
        Path results = Path.of("..", "docs", "results");
        assertThat(Files.readString(results.resolve("README.md"))).isEqualTo(Index.of(results, Items.ALL));
    }

    @Test
    void anUnknownItemIsRefusedWithWhatMayHaveBeenMeant() {
        assertThat(Items.named("equality").name()).isEqualTo("equality");
        assertThatThrownBy(() -> Items.named("equalty")).hasMessageContaining("did you mean 'equality'?");
    }

    @Test
    void zilEqualsBackpropagationInEveryNetworkAndUnlevelledWhereAllPathsAreEquallyLong() {
        Findings found = found("equality");
        for (String network : found.values("network")) {
            Findings of = found.with("network", network);
            assertThat(of.each("z-il.one.equal")).as(network).containsOnly(1.0);
            assertThat(of.each("z-il.many.equal")).as(network).containsOnly(1.0);
            double levelled = Set.of("resnet18", "transformer").contains(network) ? 0 : 1;
            assertThat(of.each("z-il-unlevelled.one.equal")).as(network).containsOnly(levelled);
            assertThat(of.each("il.one.equal")).as(network).containsOnly(0.0);
        }
    }

    @Test
    void withoutAnyOneOfItsConditionsZilIsNotExact() {
        Findings found = found("ablation");
        assertThat(found.values("network")).hasSize(5);
        for (String network : found.values("network")) {
            Findings of = found.with("network", network);
            assertThat(of.each("z-il.distance")).as(network).containsOnly(0.0);
            for (String relaxed : List.of("no-levels", "noise", "slower")) {
                assertThat(of.each(relaxed + ".distance")).as(network).allMatch(each -> each > 0);
            }
            // Its error at level l is 0.5^l times backpropagation's.
            assertThat(of.each("slower.relative")).as(network).allMatch(each -> each < 1);
        }
    }

    @Test
    void trainingsEqualBackpropagationInOneCellOfTheMapAlone() {
        Findings found = found("heatmap");
        for (String measure : List.of("test error", "weights")) {
            assertThat(found.with("row", "1").row(measure).get(0)).isZero();
            assertThat(found.with("row", "noise").row(measure).get(0)).isZero();
        }
        List<Double> others =
                new ArrayList<>(found.with("row", "1").row("weights").subList(1, 8));
        others.addAll(found.with("row", "0.5").row("weights"));
        others.addAll(found.with("row", "noise").row("weights").subList(1, 8));
        assertThat(others).hasSize(22).allMatch(each -> each > 0);
    }

    @Test
    void zilMakesAsManyPullbacksAsBackpropagationAndIlMore() {
        Findings found = found("runtime");
        assertThat(found.values("network")).hasSize(2);
        for (String network : found.values("network")) {
            Findings of = found.with("network", network);
            assertThat(of.each("z-il.pullbacks")).as(network).isEqualTo(of.each("bp.pullbacks"));
            assertThat(of.of("il T=20.pullbacks").mean())
                    .isGreaterThan(of.of("bp.pullbacks").mean());
        }
    }

    @Test
    void bpAndZilHaveOneCurveInEveryTask() {
        for (String item : List.of("accuracy", "transformer")) {
            Findings found = found(item);
            String measure = item.equals("accuracy") ? "accuracy" : "bits";
            String by = item.equals("accuracy") ? "task" : "blocks";
            for (String task : found.values(by)) {
                List<Double> expected = found.with(by, task, "rule", "bp").row(measure);
                assertThat(expected).hasSizeGreaterThan(1);
                assertThat(found.with(by, task, "rule", "z-il").row(measure))
                        .as(task)
                        .isEqualTo(expected);
            }
        }
    }

    /** Rosenbaum 2022 and systems where all paths are equally long: P(Bin(T, γ) ≥ k). */
    @Test
    void fixedPredictionsFollowTheBinomialLaw() {
        Findings found = found("fixed-prediction");
        List<Double> laws = found.with("network", "cnn").each("law");
        assertThat(laws).hasSize(4).allMatch(each -> each < 1e-12);
        assertThat(found.with("part", "scalar graph").each("law")).hasSize(1).allMatch(each -> each < 1e-12);
        List<Double> exact = found.with("network", "cnn", "η", "1").row("fixed");
        assertThat(exact.get(exact.size() - 1)).as("n = 8 of 5 layers").isLessThan(1e-12);
        assertThat(found.with("network", "cnn", "η", "0.1").row("fixed")).allMatch(each -> each > 0.1);
    }

    @Test
    void theBinomialLawHasItsKnownValues() {
        assertThat(Binomial.atLeast(20, 0.1, 1)).isCloseTo(0.8784, within(5e-5));
        assertThat(Binomial.atLeast(20, 0.1, 2)).isCloseTo(0.6083, within(5e-5));
        assertThat(Binomial.atLeast(20, 0.1, 3)).isCloseTo(0.3231, within(5e-5));
        assertThat(Binomial.atLeast(3, 1, 3)).isEqualTo(1);
        assertThat(Binomial.atLeast(2, 1, 3)).isZero();
        assertThat(Binomial.atLeast(2, 0.5, 3)).isZero();
        assertThat(Binomial.atLeast(5, 0.3, 0)).isEqualTo(1);
    }

    /** Zahid et al. 2023: errors arrive at t = k, and no rule costs less than backpropagation. */
    @Test
    void errorsArriveAtTheStepOfTheirLevelAndNothingCostsLessThanBackpropagation() {
        Findings found = found("critique");
        assertThat(found.each("late")).hasSize(3).containsOnly(0.0);
        List<Double> pullbacks = found.row("pullbacks");
        assertThat(pullbacks.get(1)).isEqualTo(pullbacks.get(0));
        assertThat(pullbacks).allMatch(each -> each >= pullbacks.get(0));
        List<Double> exact = found.with("γ", "1").row("fixed");
        assertThat(exact.get(exact.size() - 1)).isCloseTo(1, within(1e-6));
    }

    @Test
    void inferenceConvergesBelowTwoOverTheLargestCurvatureAndNotAbove() {
        Findings found = found("stability").with("part", "linear", "hidden layers", "2");
        List<Double> excess = found.row("excess");
        assertThat(excess.subList(2, 5)).allMatch(each -> each < 1e-9);
        assertThat(excess.subList(6, 9)).allMatch(each -> !(each < 1));
        Findings two = found("stability").with("part", "two populations");
        assertThat(two.row("dynamic").get(4)).isCloseTo(0.9995, within(5e-6));
        assertThat(two.row("dynamic").get(5)).isCloseTo(1.0005, within(5e-6));
    }

    /** Net A's closed forms, to the digits in which they are known. */
    @Test
    void aLinearNetsEquilibriumIsWhatItsClosedFormSays() {
        LinearNet net = LinearNet.known();
        assertThat(net.residual().dot(net.residual()) / 2).isCloseTo(0.319026327288, within(1e-11));
        assertThat(net.equilibrium()).isCloseTo(0.204026377569, within(1e-11));
        assertThat(net.hessian().largestEigenvalue()).isCloseTo(2.62054473868, within(1e-10));
        assertThat(Equilibrium.relative(net, 2000)).isLessThan(1e-12);
        assertThat(found("equilibrium")
                        .with("part", "energy", "hidden layers", "1")
                        .each("relative"))
                .allMatch(each -> each < 1e-9);
    }

    /** Millidge et al. 2022: precision leads from backpropagation to target propagation. */
    @Test
    void littlePrecisionAtTheOutputIsBackpropagationAndMuchIsTargetPropagation() {
        Findings found = found("equilibrium").with("part", "precision");
        assertThat(found.with("ratio", "0.001").row("to backpropagation"))
                .hasSize(2)
                .allMatch(each -> each > 0.999);
        assertThat(Spread.of(found.with("ratio", "100").row("to target propagation"))
                        .mean())
                .isGreaterThan(Spread.of(found.with("ratio", "0.001").row("to target propagation"))
                        .mean());
    }

    @Test
    void withOneLayerEveryRuleMovesTheOutputStraightAtItsTarget() {
        Findings found = found("prospective").with("part", "alignment", "depth", "1");
        assertThat(found.each("alignment")).hasSize(4).allMatch(each -> Math.abs(each - 1) < 1e-12);
    }

    /** The cosines of net A at equilibrium, computed independently, to the digits in which they are known. */
    @Test
    void nudgesOfALinearNetPointWhereItsClosedFormSays() {
        Findings linear = found("nudging").with("part", "linear");
        double[][] expected = {{1, 0.9005, 0.9519}, {0.1, 0.9878, 0.9967}};
        for (double[] of : expected) {
            Findings at = linear.with("β", NumberText.of(of[0]));
            assertThat(at.each("pn.cosine")).hasSize(1).allMatch(each -> Math.abs(each - of[1]) < 5e-5);
            assertThat(at.each("soft-nudge.cosine")).hasSize(1).allMatch(each -> Math.abs(each - of[2]) < 5e-5);
            assertThat(at.each("cn.cosine")).hasSize(1).allMatch(each -> Math.abs(each - 0.990257) < 5e-7);
        }
    }

    @Test
    void inDeepNetworksZilIsBackpropagationAndEveryLayerHasItsEnergy() {
        Findings found = found("deep").with("layers", "4");
        assertThat(found.with("way", "bp").row("accuracy")).hasSizeGreaterThan(2);
        assertThat(found.with("way", "z-il").row("accuracy"))
                .isEqualTo(found.with("way", "bp").row("accuracy"));
        assertThat(found.with("way", "z-il").of("cosine").mean()).isCloseTo(1, within(1e-6));
        assertThat(found.with("way", "il").of("cosine").mean()).isLessThan(0.999);
        for (String way : List.of("il", "epc", "spiking", "decaying", "fpa", "fpa + norm", "µPC")) {
            assertThat(found.with("way", way).row("energy")).as(way).hasSize(4);
        }
        assertThat(found.with("way", "bp").has("energy")).isFalse();
    }

    /** Farias and Maziero 2021 in its local form is subspace principal component analysis. */
    @Test
    void anAlignedLayerComesToHalfTheEigenvaluesThatAreLeftOut() {
        Findings found = found("alignment").with("part", "generated");
        assertThat(found.of("last").mean()).isLessThan(1e-9);
        assertThat(found.row("excess").get(0)).isGreaterThan(0.1);
        for (String layers : List.of("784-64", "784-256-64")) {
            assertThat(found("alignment").with("layers", layers).row("layers"))
                    .as(layers)
                    .isNotEmpty()
                    .allMatch(each -> each >= 1 - 1e-6);
        }
    }

    @Test
    void thePapersProtocolChoosesByTheTestAndTheOtherByWhatIsHeldBack() {
        assertThat(List.of(Peers.kept(7), Peers.kept(3), Peers.kept(1))).containsExactly(5, 2, 1);
        List<Measured> seeds = new ArrayList<>();
        List<List<Double>> test =
                List.of(List.of(90.0, 96.0, 94.0), List.of(91.0, 92.0, 93.0), List.of(80.0, 81.0, 79.0));
        List<List<Double>> held =
                List.of(List.of(90.0, 91.0, 95.0), List.of(95.0, 94.0, 93.0), List.of(70.0, 82.0, 82.0));
        for (int i = 0; i < test.size(); i++) {
            Map<String, List<Double>> numbers = Map.of("test", test.get(i), "validation", held.get(i));
            seeds.add(new Measured(Map.of(), i, "test", "2026-01-01", 1, "1 thread", "", numbers));
        }
        Findings of = new Findings(seeds);
        assertThat(Peers.byTest(of).mean()).isEqualTo((96 + 93) / 2.0);
        assertThat(Peers.byValidation(of).mean()).isCloseTo((94 + 91 + 81) / 3.0, within(1e-12));
        assertThat(Peers.byValidation(of).seeds()).isEqualTo(3);
    }

    /** The files of the benchmark say the same. */
    @Test
    void thePeersSettingsAreThoseOfTheBenchmarksFiles() {
        Map<String, PeerSettings> files = new HashMap<>();
        Map<String, String> names = Map.of("PC-SE", "pc-se", "PC-CE", "pc-ce", "iPC", "ipc", "BP-SE", "bp-se");
        PeerSettings.ofMnist().stream()
                .filter(each -> names.containsKey(each.name()))
                .forEach(each -> files.put("mnist-" + names.get(each.name()), each));
        PeerSettings.ofFashionMnist().stream()
                .filter(each -> List.of("PC-SE", "iPC").contains(each.name()))
                .forEach(each -> files.put("fashion-mnist-" + names.get(each.name()), each));
        assertThat(files).hasSize(6);
        files.forEach((name, peer) -> {
            Experiment file = Experiment.read(Path.of("..", "experiments", "peers", name + ".yaml"), List.of());
            String data = name.substring(0, name.indexOf("mnist") + 5);
            Experiment own = Bench.experiment(
                    peer.experiment(data, "0", "batch=128 epochs=25 rule=" + peer.rule()), file.seed());
            assertThat(own).as(name).isEqualTo(file);
        });
    }
}
