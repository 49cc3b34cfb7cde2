package org.pcn4j.train.model;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.pcn4j.tensor.Seed;

/** Continues a text by what a causal network says of its next character. */
final class Continuation {
    private final Model model;
    private final double temperature;
    private final Seed seed;

    /**
     * Prepares to continue texts.
     *
     * @throws IllegalArgumentException if the network reads no text or is not causal, or the temperature is negative or not
     *     finite
     */
    Continuation(Model model, double temperature, Seed seed) {
        if (!(temperature >= 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException(
                    "temperature: expected a finite number of at least 0, found " + temperature);
        }
        if (!model.isCausal()) {
            throw new IllegalArgumentException(
                    "only a causal network that predicts every next character continues a text; this one reads "
                            + model.description().domain().described());
        }
        this.model = model;
        this.temperature = temperature;
        this.seed = seed;
    }

    String of(String prompt, int length) {
        if (length < 0) {
            throw new IllegalArgumentException("expected at least 0 characters to add, found " + length);
        }
        if (prompt.isEmpty()) {
            throw new IllegalArgumentException("expected a text of at least 1 character to continue, found none");
        }
        List<String> vocabulary = model.preparation().vocabulary();
        int window = Math.toIntExact(model.description().domain().shape().elements());
        SplittableRandom random = seed.derive("continuation").generator();
        double[] prompted = model.preparation().tokens(prompt);
        double[] read = Arrays.copyOfRange(prompted, Math.max(0, prompted.length - window), prompted.length);
        StringBuilder text = new StringBuilder(prompt);
        for (int i = 0; i < length; i++) {
            int token = next(model.leased(read).get(0).outputs(), vocabulary.size(), random);
            text.append(vocabulary.get(token));
            int kept = Math.min(read.length, window - 1);
            read = Arrays.copyOfRange(read, read.length - kept, read.length + 1);
            read[kept] = token;
        }
        return text.toString();
    }

    /** Draws a token by the last character's outputs. */
    private int next(double[] outputs, int classes, SplittableRandom random) {
        double[] scores = Arrays.copyOfRange(outputs, outputs.length - classes, outputs.length);
        int best = 0;
        for (int i = 1; i < classes; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        if (temperature == 0) {
            return best;
        }
        double[] shares = new double[classes];
        double greatest = scores[best];
        Arrays.setAll(shares, i -> Math.exp((scores[i] - greatest) / temperature));
        double left = random.nextDouble() * Arrays.stream(shares).sum();
        for (int i = 0; i < classes; i++) {
            left -= shares[i];
            if (left < 0) {
                return i;
            }
        }
        return best;
    }
}
