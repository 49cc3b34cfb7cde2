package org.pcn4j.train.reproduce.items;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.tensor.DType;
import org.pcn4j.train.Evaluator;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Spread;

/** What several items say and ask of experiments. */
final class Experiments {
    private static final Pattern DATA = Pattern.compile("data=(?:\\{name: )?([a-z0-9-]+)");

    private Experiments() {}

    /** Returns the data set that an experiment's settings name. */
    static String data(String settings) {
        Matcher data = DATA.matcher(settings);
        return data.find() ? data.group(1) : "";
    }

    /** Returns the first samples that are learned from, in tensors of the open scope. */
    static Clamps first(Prepared prepared, int count) {
        DType dtype = prepared.experiment().dtype().dtype();
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            indices[i] = i;
        }
        Batch batch = prepared.train().batch(indices, dtype);
        return Evaluator.clamps(prepared.network(), batch, dtype);
    }

    /** Returns settings in an order: names and values in turns. */
    static Map<String, String> settings(String... namesAndValues) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings;
    }

    /**
     * Returns a model of fully connected layers from 784 pixels to 10 classes.
     *
     * @param hidden what ends the form of a hidden layer's linear function, with its brace
     * @param last what ends that of the output's
     */
    static String chain(int layers, int width, String activation, String hidden, String last) {
        StringBuilder nodes = new StringBuilder("{name: h0, kind: input, shape: [1, 28, 28]}");
        for (int i = 1; i < layers; i++) {
            nodes.append(", {name: h")
                    .append(i)
                    .append(", function: [")
                    .append(i == 1 ? "flatten, " : "")
                    .append("{name: linear, in: ")
                    .append(i == 1 ? 784 : width)
                    .append(", out: ")
                    .append(width)
                    .append(hidden)
                    .append(", ")
                    .append(activation)
                    .append("], parents: [h")
                    .append(i - 1)
                    .append("]}");
        }
        return "{name: graph, nodes: [" + nodes + ", {name: out, kind: output, function: {name: linear, in: " + width
                + ", out: 10" + last + ", parents: [h" + (layers - 1) + "]}]}";
    }

    /** Returns a setting that is there. */
    static String of(Map<String, String> settings, String name) {
        return Objects.requireNonNull(settings.get(name), name);
    }

    /** Returns a setting that is there and is a number. */
    static double number(Map<String, String> settings, String name) {
        return Double.parseDouble(of(settings, name));
    }

    /** Returns numbers 0, 1, … below a count. */
    static List<Double> places(int count) {
        return IntStream.range(0, count).mapToObj(place -> (double) place).toList();
    }

    /** Returns the experiment of the first of some cases, of which all are alike in what is asked of it. */
    static Experiment read(Findings of) {
        return Bench.experiment(Experiments.of(of.cases().get(0).settings(), Case.EXPERIMENT), 1);
    }

    /** Returns numbers as a page shows them; where they are not finite, as infinite. */
    static List<String> texts(List<Spread> numbers) {
        return numbers.stream()
                .map(each -> Double.isFinite(each.mean()) ? each.text() : "∞")
                .toList();
    }
}
