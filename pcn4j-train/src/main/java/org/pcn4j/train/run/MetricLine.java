package org.pcn4j.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pcn4j.train.Regression;
import org.pcn4j.train.Scored;
import org.pcn4j.train.run.Metric.Distance;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.NodeErrors;
import org.pcn4j.train.run.Metric.Probed;
import org.pcn4j.train.run.Metric.Stepped;
import org.pcn4j.train.run.Metric.Updated;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A measurement as a line of JSON and back. A number that is not finite is written as null and read as NaN. */
final class MetricLine {
    private static final String KIND = "kind";
    private static final String UPDATE = "update";
    private static final String EPOCH = "epoch";
    private static final String LOSS = "loss";
    private static final String SCORED = "scored";
    private static final String NUMBERS = "numbers";

    private MetricLine() {}

    /** Returns the line, without its end. */
    static String of(Metric metric) {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put(KIND, kind(metric));
        line.put(UPDATE, metric.update());
        put(line, EPOCH, metric.epoch());
        if (metric instanceof Updated updated) {
            put(line, LOSS, updated.loss());
            updated.rate().ifPresent(rate -> put(line, "rate", rate));
            updated.samplesPerSecond().ifPresent(speed -> put(line, "samplesPerSecond", speed));
        } else if (metric instanceof Evaluated evaluated) {
            put(line, LOSS, evaluated.loss());
            if (evaluated.scored() != Scored.LOSS) {
                line.put(SCORED, evaluated.scored().name());
            }
            evaluated.accuracy().ifPresent(accuracy -> put(line, "accuracy", accuracy));
            if (!evaluated.numbers().isEmpty()) {
                ArrayNode numbers = line.putArray(NUMBERS);
                for (Regression each : evaluated.numbers()) {
                    ObjectNode number = numbers.addObject().put("name", each.name());
                    put(number, "rmse", each.rmse());
                    put(number, "mae", each.mae());
                    put(number, "r2", each.r2());
                }
            }
        } else if (metric instanceof Probed probed) {
            putAll(line.putArray("energy"), probed.energies());
            ArrayNode errors = line.putArray("errors");
            for (NodeErrors each : probed.errors()) {
                putAll(errors.addObject().put("node", each.node()).putArray("norms"), each.norms());
            }
            ObjectNode divergence = line.putObject("divergence");
            put(divergence, "relative", probed.divergence().relative());
            put(divergence, "cosine", probed.divergence().cosine());
            divergence.put("bitwiseEqual", probed.divergence().bitwiseEqual());
        } else if (metric instanceof Stepped step) {
            line.put("rule", step.rule());
            put(line, "gamma", step.gamma());
            put(line, "curvature", step.curvature());
            step.limit().ifPresent(limit -> put(line, "limit", limit));
        }
        return JsonMapper.shared().writeValueAsString(line);
    }

    private static String kind(Metric metric) {
        if (metric instanceof Updated) {
            return "update";
        }
        if (metric instanceof Stepped) {
            return "step";
        }
        return metric instanceof Evaluated ? "evaluation" : "probe";
    }

    private static void put(ObjectNode node, String name, double number) {
        if (Double.isFinite(number)) {
            node.put(name, number);
        } else {
            node.putNull(name);
        }
    }

    private static void putAll(ArrayNode array, List<Double> numbers) {
        for (double number : numbers) {
            if (Double.isFinite(number)) {
                array.add(number);
            } else {
                array.addNull();
            }
        }
    }

    /**
     * Reads after how many updates a line was written, whatever it holds.
     *
     * @throws IllegalArgumentException if it is no line of measurements
     */
    static long update(String line) {
        return tree(line).get(UPDATE).longValue();
    }

    /**
     * Reads a line.
     *
     * @return nothing if it holds another kind of measurement, as from a later version
     * @throws IllegalArgumentException if it is no line of measurements; the message says why
     */
    static Optional<Metric> read(String line) {
        JsonNode tree = tree(line);
        long update = tree.get(UPDATE).longValue();
        double epoch = number(tree, EPOCH);
        return switch (tree.path(KIND).asString("")) {
            case "update" ->
                Optional.of(new Updated(
                        update, epoch, number(tree, LOSS), optional(tree, "rate"), optional(tree, "samplesPerSecond")));
            case "evaluation" ->
                Optional.of(new Evaluated(
                        update,
                        epoch,
                        number(tree, LOSS),
                        optional(tree, "accuracy"),
                        regressions(tree),
                        Scored.valueOf(tree.path(SCORED).asString(Scored.LOSS.name()))));
            case "step" ->
                Optional.of(new Stepped(
                        update,
                        epoch,
                        tree.path("rule").asString("?"),
                        number(tree, "gamma"),
                        number(tree, "curvature"),
                        optional(tree, "limit")));
            case "probe" -> Optional.of(probed(tree, update, epoch));
            default -> Optional.empty();
        };
    }

    private static List<Regression> regressions(JsonNode tree) {
        List<Regression> numbers = new ArrayList<>();
        for (JsonNode each : tree.path(NUMBERS)) {
            numbers.add(new Regression(
                    each.path("name").asString("?"), number(each, "rmse"), number(each, "mae"), number(each, "r2")));
        }
        return numbers;
    }

    private static Probed probed(JsonNode tree, long update, double epoch) {
        List<NodeErrors> errors = new ArrayList<>();
        for (JsonNode each : tree.path("errors")) {
            errors.add(new NodeErrors(each.path("node").asString("?"), numbers(each.path("norms"))));
        }
        JsonNode divergence = tree.path("divergence");
        return new Probed(
                update,
                epoch,
                numbers(tree.path("energy")),
                errors,
                new Distance(
                        number(divergence, "relative"),
                        number(divergence, "cosine"),
                        divergence.path("bitwiseEqual").asBoolean(false)));
    }

    private static JsonNode tree(String line) {
        JsonNode tree;
        try {
            tree = JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
        if (!tree.path(UPDATE).canConvertToLong()) {
            throw new IllegalArgumentException("expected an object with the number of an '" + UPDATE + "'");
        }
        return tree;
    }

    private static OptionalDouble optional(JsonNode tree, String name) {
        return tree.has(name) ? OptionalDouble.of(number(tree, name)) : OptionalDouble.empty();
    }

    private static double number(JsonNode tree, String name) {
        return tree.path(name).asDouble(Double.NaN);
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode each : array) {
            numbers.add(each.asDouble(Double.NaN));
        }
        return numbers;
    }
}
