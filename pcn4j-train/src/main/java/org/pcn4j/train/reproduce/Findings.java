package org.pcn4j.train.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What the cases of an item found, to be asked by their settings. Immutable. */
public final class Findings {
    private final List<Measured> all;

    /** Copies the list. */
    public Findings(List<Measured> all) {
        this.all = List.copyOf(all);
    }

    /** Returns those with this value of a setting, or several: {@code with("network", "mlp", "rule", "il")}. */
    public Findings with(String... settings) {
        List<Measured> some = new ArrayList<>(all);
        for (int i = 0; i + 1 < settings.length; i += 2) {
            String name = settings[i];
            String value = settings[i + 1];
            some.removeIf(each -> !value.equals(each.settings().get(name)));
        }
        return new Findings(some);
    }

    /** Returns all cases. */
    public List<Measured> cases() {
        return all;
    }

    /** Returns the values of a setting, in the order of the cases. */
    public List<String> values(String setting) {
        Set<String> values = new LinkedHashSet<>();
        all.forEach(each -> {
            String value = each.settings().get(setting);
            if (value != null) {
                values.add(value);
            }
        });
        return List.copyOf(values);
    }

    /** Returns the names of numbers, in the order of the cases. */
    public List<String> names() {
        Set<String> names = new LinkedHashSet<>();
        all.forEach(each -> names.addAll(each.numbers().keySet()));
        return List.copyOf(names);
    }

    /** Tells whether a number of this name was found. */
    public boolean has(String name) {
        return all.stream().anyMatch(each -> each.numbers().containsKey(name));
    }

    /** Returns a number over all cases that have it. */
    public Spread of(String name) {
        return Spread.of(each(name));
    }

    /** Returns a place of a row, from 0 on, over all cases whose row goes so far. */
    public Spread at(String name, int place) {
        return Spread.of(each(name, place));
    }

    /** Returns all places of a row, each over all cases whose row goes so far. */
    public List<Spread> spreads(String name) {
        return IntStream.range(0, row(name).size())
                .mapToObj(place -> at(name, place))
                .toList();
    }

    /** Returns a number of each case that has it. */
    public List<Double> each(String name) {
        return each(name, 0);
    }

    private List<Double> each(String name, int place) {
        return all.stream()
                .map(each -> each.numbers().getOrDefault(name, List.of()))
                .filter(row -> place < row.size())
                .map(row -> row.get(place))
                .toList();
    }

    /** Returns the mean of a row over all cases that have it, place by place, as far as the longest goes. */
    public List<Double> row(String name) {
        List<List<Double>> rows = all.stream()
                .map(each -> each.numbers().getOrDefault(name, List.of()))
                .filter(row -> !row.isEmpty())
                .toList();
        int length = rows.stream().mapToInt(List::size).max().orElse(0);
        List<Double> means = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int place = i;
            means.add(rows.stream()
                    .filter(row -> place < row.size())
                    .mapToDouble(row -> row.get(place))
                    .average()
                    .orElse(Double.NaN));
        }
        return means;
    }

    /** Sums up all numbers over the seeds of cases that differ in nothing else. */
    List<Results.Summary> summary() {
        Map<Map<String, String>, List<Measured>> groups = new LinkedHashMap<>();
        all.forEach(each -> groups.computeIfAbsent(each.settings(), unused -> new ArrayList<>())
                .add(each));
        List<Results.Summary> summaries = new ArrayList<>();
        groups.forEach((settings, group) -> {
            Findings some = new Findings(group);
            Map<String, Spread> numbers = new LinkedHashMap<>();
            for (String name : some.names()) {
                boolean single = group.stream()
                        .allMatch(each ->
                                each.numbers().getOrDefault(name, List.of()).size() == 1);
                if (single) {
                    numbers.put(name, some.of(name));
                }
            }
            summaries.add(new Results.Summary(settings, numbers));
        });
        return summaries;
    }
}
