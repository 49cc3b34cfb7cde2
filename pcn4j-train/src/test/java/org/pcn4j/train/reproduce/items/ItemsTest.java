package org.pcn4j.train.reproduce.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Index;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Measured;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.ReproductionListener;
import org.pcn4j.train.reproduce.Scope;

/** Every item in its smallest size on generated data, and what must hold in any size. */
class ItemsTest {
    private static final Scope TINY = new Scope(Scope.Size.TINY, OptionalInt.empty(), Set.of());
    private static final Map<String, Findings> FOUND = new HashMap<>();

    @TempDir
    static Path folder;

    static List<Item> items() {
        return Items.ALL;
    }

    @BeforeAll
    static void makeAll() throws InterruptedException {
        Threads before = Threads.current();
        try {
            DataAccess access =
                    new DataAccess(Optional.empty(), new DataCache(folder.resolve("cache")), new Access.Offline());
            Bench bench = new Bench(access, OptionalInt.of(1), new ReproductionListener() {});
            for (Item item : Items.ALL) {
                List<Measured> all = new ArrayList<>();
                for (Case each : item.cases(TINY)) {
                    all.add(new Measured(
                            each.settings(),
                            each.seed(),
                            "test",
                            "2026-01-01",
                            1,
                            "1 thread",
                            each.measurement().measure(bench).rows()));
                }
                FOUND.put(item.name(), new Findings(all));
            }
        } finally {
            before.use();
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
    void everyPageTellsWithoutGapsWhatWasFound(Item item) {
        Page page = new Page(item.name());
        item.tell(found(item.name()), page);
        assertThat(page.text()).hasSizeGreaterThan(400).doesNotContain("null");
        page.plots().values().forEach(plot -> assertThat(plot).startsWith("<svg ").endsWith("</svg>\n"));
        for (String line : page.text().lines().toList()) {
            assertThat(line.startsWith("|") || line.startsWith("!") || line.length() <= 120)
                    .as(line)
                    .isTrue();
        }
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
}
