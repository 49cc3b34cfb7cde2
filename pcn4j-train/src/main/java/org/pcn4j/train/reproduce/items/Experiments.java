package org.pcn4j.train.reproduce.items;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pcn4j.data.Batch;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.tensor.DType;
import org.pcn4j.train.Evaluator;
import org.pcn4j.train.experiment.Prepared;

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

    /** Returns a mean of numbers. */
    static double mean(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
