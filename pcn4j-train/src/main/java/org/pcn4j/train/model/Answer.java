package org.pcn4j.train.model;

import java.util.Arrays;
import java.util.List;

/**
 * What a model says of one sample. Immutable, but for the array that the outputs are.
 *
 * @param outputs the numbers that the network gives; scaled back to the user's unit where they were scaled to be learned; not
 *     copied
 * @param probabilities of the classes, of the last answer where there are several; none where the model does not learn
 *     to give any
 * @param label the class with the largest output, of the last answer where there are several; empty where the model
 *     answers with numbers
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Answer(double[] outputs, List<Double> probabilities, String label) {
    /** Copies the list. */
    public Answer {
        probabilities = List.copyOf(probabilities);
    }

    /**
     * Reads an answer.
     *
     * @param outputs of one sample, in the user's unit
     */
    static Answer of(Description description, double[] outputs) {
        if (description.model().answers(description.domain()) == Answers.NUMBERS) {
            return new Answer(outputs, List.of(), "");
        }
        List<String> classes = description.domain().classes();
        double[] last = Arrays.copyOfRange(outputs, outputs.length - classes.size(), outputs.length);
        int best = 0;
        for (int i = 1; i < last.length; i++) {
            best = last[i] > last[best] ? i : best;
        }
        List<Double> probabilities = description.loss().it().takesSoftmax() ? softmax(last, last[best]) : List.of();
        return new Answer(outputs, probabilities, classes.get(best));
    }

    private static List<Double> softmax(double[] scores, double greatest) {
        double[] shares = new double[scores.length];
        Arrays.setAll(shares, i -> Math.exp(scores[i] - greatest));
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).boxed().toList();
    }

    @Override
    public String toString() {
        return label.isEmpty() ? Arrays.toString(outputs) : label;
    }
}
