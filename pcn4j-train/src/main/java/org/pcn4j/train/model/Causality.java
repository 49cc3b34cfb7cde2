package org.pcn4j.train.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.pcn4j.network.Network;

/** Whether what a network says of a character depends on later ones. It is tried once, when it is first asked for. */
final class Causality {
    private final Description description;
    private final Network network;
    private final Function<List<double[]>, double[]> outputs;
    private volatile Known known = Known.UNTRIED;

    private enum Known {
        UNTRIED,
        CAUSAL,
        NOT_CAUSAL
    }

    /**
     * Prepares to try.
     *
     * @param outputs what the network says of whole samples
     */
    Causality(Description description, Network network, Function<List<double[]>, double[]> outputs) {
        this.description = description;
        this.network = network;
        this.outputs = outputs;
    }

    /** Fills a text up behind its end, where a causal network does not look. */
    double[] filledUp(double[] sample) {
        int length = Math.toIntExact(description.domain().shape().elements());
        boolean shorter =
                sample.length > 0 && sample.length < length && description.domain() instanceof Domain.Characters;
        if (shorter && !isCausal()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "expected a text of %d characters, found %d: what this network says of a character depends on those after it",
                    length,
                    sample.length));
        }
        return shorter ? Arrays.copyOf(sample, length) : sample;
    }

    boolean isCausal() {
        if (known == Known.UNTRIED) {
            // Tried twice by two threads, it comes out the same.
            known = tried() ? Known.CAUSAL : Known.NOT_CAUSAL;
        }
        return known == Known.CAUSAL;
    }

    private boolean tried() {
        if (!(description.domain() instanceof Domain.Characters)) {
            return false;
        }
        int length = Math.toIntExact(description.domain().shape().elements());
        int classes = description.domain().classes().size();
        long answers = network.outputs().get(0).shape().elements();
        if (answers != (long) length * classes || length < 2) {
            return false;
        }
        double[] one = new double[length];
        double[] other = new double[length];
        for (int i = 0; i < length; i++) {
            one[i] = i % classes;
            other[i] = i < length / 2 ? one[i] : (i + 1) % classes;
        }
        int half = length / 2 * classes;
        return Arrays.equals(outputs.apply(List.of(one)), 0, half, outputs.apply(List.of(other)), 0, half);
    }
}
