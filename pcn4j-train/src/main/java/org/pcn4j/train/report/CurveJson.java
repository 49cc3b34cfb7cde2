package org.pcn4j.train.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.pcn4j.train.Scored;
import org.pcn4j.train.run.Metric;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.NodeErrors;
import org.pcn4j.train.run.Metric.Probed;
import org.pcn4j.train.run.Metric.Stepped;
import org.pcn4j.train.run.Metric.Updated;
import org.pcn4j.train.run.RunHistory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The curves of a run as the page's script reads them: long ones thinned, numbers of six digits, null for no number. */
final class CurveJson {
    private static final int MOST_POINTS = 2_000;
    private static final int MOST_PROBES = 60;
    private static final MathContext DIGITS = new MathContext(6);

    private CurveJson() {}

    static ObjectNode of(ReportData data) {
        RunHistory history = data.history();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("ended", data.provenance().ended().isPresent());
        updates(json.putObject("updates"), Thinning.groups(history.updates(), MOST_POINTS));
        evaluations(json.putObject("evaluations"), Thinning.groups(history.evaluations(), MOST_POINTS));
        steps(json.putObject("steps"), Thinning.groups(history.steps(), MOST_POINTS));
        ArrayNode probes = json.putArray("probes");
        Thinning.picked(history.probes(), MOST_PROBES).forEach(probe -> probe(probes.addObject(), probe));
        data.insight().flatMap(Insight::confusion).ifPresent(found -> {
            ObjectNode confusion = json.putObject("confusion");
            found.classes().forEach(confusion.putArray("classes")::add);
            ArrayNode counts = confusion.putArray("counts");
            found.counts().forEach(row -> row.forEach(counts.addArray()::add));
        });
        return json;
    }

    private static void updates(ObjectNode json, List<List<Updated>> groups) {
        lasts(json.putArray("update"), groups);
        means(json.putArray("loss"), groups, Updated::loss);
        means(json.putArray("rate"), groups, each -> orNaN(each.rate()));
        means(json.putArray("speed"), groups, each -> orNaN(each.samplesPerSecond()));
    }

    private static void evaluations(ObjectNode json, List<List<Evaluated>> groups) {
        lasts(json.putArray("update"), groups);
        means(json.putArray("loss"), groups, each -> Measure.valueOf(each, Scored.LOSS.label()));
        ArrayNode measures = json.putArray("measures");
        groups.stream()
                .flatMap(List::stream)
                .flatMap(each -> Measure.of(each).stream())
                .filter(measure -> !measure.isLoss())
                .collect(Collectors.toMap(Measure::name, Measure::unit, (first, next) -> first, LinkedHashMap::new))
                .forEach((name, unit) -> {
                    ObjectNode measure = measures.addObject().put("name", name).put("unit", unit);
                    means(measure.putArray("values"), groups, each -> Measure.valueOf(each, name));
                });
    }

    private static void steps(ObjectNode json, List<List<Stepped>> groups) {
        lasts(json.putArray("update"), groups);
        means(json.putArray("product"), groups, Stepped::product);
        means(json.putArray("limit"), groups, each -> orNaN(each.limit()));
    }

    private static void probe(ObjectNode json, Probed probe) {
        json.put("update", probe.update());
        put(json, "epoch", probe.epoch());
        addAll(json.putArray("energy"), probe.energies());
        ArrayNode errors = json.putArray("errors");
        for (NodeErrors each : probe.errors()) {
            ObjectNode node = errors.addObject().put("node", each.node());
            addAll(node.putArray("norms"), each.norms());
        }
        put(json, "relative", probe.divergence().relative());
        put(json, "cosine", probe.divergence().cosine());
        json.put("equal", probe.divergence().bitwiseEqual());
    }

    private static double orNaN(OptionalDouble number) {
        return number.orElse(Double.NaN);
    }

    private static <M extends Metric> void lasts(ArrayNode array, List<List<M>> groups) {
        groups.forEach(group -> array.add(group.get(group.size() - 1).update()));
    }

    private static <M> void means(ArrayNode array, List<List<M>> groups, ToDoubleFunction<M> number) {
        List<Double> means = new ArrayList<>();
        for (List<M> group : groups) {
            means.add(group.stream().mapToDouble(number).average().orElse(Double.NaN));
        }
        addAll(array, means);
    }

    private static void addAll(ArrayNode array, List<Double> numbers) {
        for (double each : numbers) {
            if (Double.isFinite(each)) {
                array.add(rounded(each));
            } else {
                array.addNull();
            }
        }
    }

    private static void put(ObjectNode json, String name, double number) {
        if (Double.isFinite(number)) {
            json.put(name, rounded(number));
        } else {
            json.putNull(name);
        }
    }

    private static double rounded(double number) {
        return new BigDecimal(number).round(DIGITS).doubleValue();
    }
}
