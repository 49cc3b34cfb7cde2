package org.pcn4j.train.reproduce.items;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Measured;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Scope;

/** What the page of meta predictive learning says follows from its numbers. */
class MetaPredictionsTest {
    private static final Scope SHORT = new Scope(Scope.Size.SHORT, OptionalInt.empty(), Set.of("mnist"));

    /** The page of so many percent in each of three seeds. */
    private static String page(Map<String, List<Double>> accuracies, double hiddenZeros, double outputZeros) {
        List<Measured> all = new ArrayList<>();
        MetaPredictions item = new MetaPredictions();
        for (Case each : item.cases(SHORT)) {
            double last = accuracies
                    .getOrDefault(each.settings().get(MetaPredictions.WAY), List.of())
                    .get((int) each.seed() - 1);
            Map<String, List<Double>> numbers = new LinkedHashMap<>();
            numbers.put("accuracies", List.of(10.0, last));
            numbers.put("last", List.of(last));
            numbers.put("draws", List.of(0.1));
            numbers.put("one draw", List.of(last - 2));
            numbers.put("ten draws", List.of(last + 1));
            for (String layer : RowTrial.LAYERS) {
                for (String parameter : List.of("π", "Ξ")) {
                    String name = layer + " " + parameter;
                    numbers.put(name, List.of(100.0));
                    numbers.put(name + " mean", List.of(0.05));
                    numbers.put(name + " zero", List.of(layer.equals("output") ? outputZeros : hiddenZeros));
                }
            }
            all.add(new Measured(each.settings(), each.seed(), "test", "2026-01-01", 1, "1 thread", "", numbers));
        }
        Page page = new Page(item.name());
        item.tell(new Findings(all), page);
        return page.text().replace("\n  ", " ");
    }

    private static Map<String, List<Double>> accuracies(List<Double> meta) {
        return Map.of(
                MetaPredictions.META,
                meta,
                MetaPredictions.CERTAIN,
                List.of(60.0, 62.0, 64.0),
                MetaPredictions.BACKWARD,
                List.of(70.0, 70.0, 70.0));
    }

    @Test
    void theVerdictIsOfTheMeanOverTheSeeds() {
        String text = page(accuracies(List.of(58.0, 63.0, 62.0)), 12, 5);
        assertThat(text)
                .contains("MPL is 1.00 points below PC-RNN on average over 3 seeds: within 2 points of it.")
                .contains("One draw tells 2.00 points less than means do, and ten draws 3.00 points more than one.")
                .contains("MPL is 9.00 points below BP-RNN on average over 3 seeds: **not within** 2 points of it.")
                .contains(
                        "π is exactly 0 in 12.0 % of the hidden weights and 5.0 % of the output weights: more hidden");
    }

    @Test
    void theVerdictTurnsWithTheNumbers() {
        String text = page(accuracies(List.of(57.0, 59.0, 61.0)), 5, 12);
        assertThat(text)
                .contains("MPL is 3.00 points below PC-RNN on average over 3 seeds: **not within** 2 points of it.")
                .contains("fewer hidden weights than output weights.");
        assertThat(page(accuracies(List.of(65.0, 67.0, 69.0)), 5, 5))
                .contains("MPL is 5.00 points above PC-RNN on average over 3 seeds: better by more than 2 points.")
                .contains("as many hidden weights as output weights.");
    }

    @Test
    void theThreeWaysSeeTheSameDataWithTheSameSeedsAndSettings() {
        Map<Map<String, String>, Integer> ways = new LinkedHashMap<>();
        for (Case each : new MetaPredictions().cases(SHORT)) {
            Map<String, String> others = new LinkedHashMap<>(each.settings());
            assertThat(others.remove(MetaPredictions.WAY)).isNotNull();
            others.put("seed", Long.toString(each.seed()));
            ways.merge(others, 1, Integer::sum);
        }
        assertThat(ways).hasSize(3);
        assertThat(ways.values()).containsOnly(3);
    }
}
