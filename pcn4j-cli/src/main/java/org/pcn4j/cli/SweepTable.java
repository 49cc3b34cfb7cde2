package org.pcn4j.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.pcn4j.cli.SweepTally.Measure;
import org.pcn4j.train.file.LibraryVersion;
import org.pcn4j.train.run.TimeInWords;

/**
 * What came of all settings of a sweep, the best first: the one of which fewest seeds failed, and of those the one that is
 * best on the validation samples, or on the test samples where none were held back.
 *
 * @param version of this program
 * @param experiment the file that all runs begin from
 * @param folder of the runs
 * @param complete whether all runs are over
 * @param settings the best first
 */
record SweepTable(String version, String experiment, String folder, boolean complete, List<Setting> settings) {
    private static final double PERCENT = 100;
    // Longer than this, tenths of a second say nothing.
    private static final double LONG = 600;

    /**
     * One setting.
     *
     * @param rank from 1
     * @param set the values by their keys
     * @param done runs that came to their end
     * @param failed runs that failed
     * @param measure of validation and test
     * @param seconds that runs were at work which came to their end
     */
    record Setting(
            int rank,
            Map<String, String> set,
            int done,
            int failed,
            Measure measure,
            Spread validation,
            Spread test,
            Spread seconds,
            List<SweepTally.Seeded> runs) {
        private static Setting of(int rank, List<String> set, SweepTally tally) {
            Map<String, String> values = new LinkedHashMap<>();
            for (String each : set) {
                int equals = each.indexOf('=');
                values.put(each.substring(0, equals), each.substring(equals + 1));
            }
            return new Setting(
                    rank,
                    values,
                    tally.done(),
                    tally.failed(),
                    tally.measure(),
                    tally.validation(),
                    tally.test(),
                    tally.seconds(),
                    tally.runs());
        }

        private String name() {
            return set.isEmpty()
                    ? "as it is"
                    : set.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .collect(Collectors.joining(", "));
        }

        private double factor() {
            return measure == Measure.ACCURACY ? PERCENT : 1;
        }

        private int digits() {
            return measure == Measure.ACCURACY ? 2 : 4;
        }

        private String time() {
            if (seconds.count() == 0) {
                return "-";
            }
            return seconds.mean() < LONG
                    ? seconds.words(1, 1) + " s"
                    : TimeInWords.of(Duration.ofMillis(Math.round(seconds.mean() * 1e3)));
        }
    }

    /**
     * Ranks settings.
     *
     * @param tallies by what each setting sets, as in {@code optimizer.lr=0.01}
     * @param expected how many runs there are to be
     */
    static SweepTable of(String experiment, String folder, Map<List<String>, SweepTally> tallies, int expected) {
        List<Map.Entry<List<String>, SweepTally>> ranked = tallies.entrySet().stream()
                .sorted(Comparator.<Map.Entry<List<String>, SweepTally>>comparingDouble(
                                entry -> entry.getValue().failedShare())
                        .thenComparingDouble(entry -> entry.getValue().loss()))
                .toList();
        List<Setting> settings = new ArrayList<>();
        for (Map.Entry<List<String>, SweepTally> entry : ranked) {
            settings.add(Setting.of(settings.size() + 1, entry.getKey(), entry.getValue()));
        }
        int over =
                tallies.values().stream().mapToInt(tally -> tally.runs().size()).sum();
        return new SweepTable(LibraryVersion.current(), experiment, folder, over == expected, settings);
    }

    /** Returns the table in lines, the one with the heads first. */
    List<String> lines() {
        TextTable table = new TextTable(
                List.of("settings", "done", "failed", "validation", "test", "test, least to most", "time"));
        for (Setting each : settings) {
            table.add(List.of(
                    each.name(),
                    String.valueOf(each.done()),
                    String.valueOf(each.failed()),
                    each.validation().words(each.factor(), each.digits()),
                    each.test().words(each.factor(), each.digits()),
                    each.test().range(each.factor(), each.digits()),
                    each.time()));
        }
        return table.lines();
    }

    /** Returns the table with commas between its columns, one line a setting, numbers in full and nothing for none. */
    String csv() {
        List<String> keys = settings.isEmpty()
                ? List.of()
                : List.copyOf(settings.get(0).set().keySet());
        List<String> heads = new ArrayList<>(List.of("rank"));
        heads.addAll(keys);
        heads.addAll(List.of("done", "failed", "measure"));
        for (String what : List.of("validation", "test", "seconds")) {
            heads.addAll(List.of(what + " mean", what + " deviation", what + " least", what + " most"));
        }
        StringBuilder csv = new StringBuilder(CsvLine.of(heads)).append('\n');
        for (Setting each : settings) {
            List<String> cells = new ArrayList<>(List.of(String.valueOf(each.rank())));
            keys.forEach(key -> cells.add(each.set().getOrDefault(key, "")));
            cells.add(String.valueOf(each.done()));
            cells.add(String.valueOf(each.failed()));
            cells.add(each.measure().name().toLowerCase(Locale.ROOT));
            for (Spread spread : List.of(each.validation(), each.test(), each.seconds())) {
                for (double number : new double[] {spread.mean(), spread.deviation(), spread.least(), spread.most()}) {
                    cells.add(Double.isFinite(number) ? String.valueOf(number) : "");
                }
            }
            csv.append(CsvLine.of(cells)).append('\n');
        }
        return csv.toString();
    }
}
