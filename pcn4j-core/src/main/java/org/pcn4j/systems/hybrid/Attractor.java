package org.pcn4j.systems.hybrid;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where hypotheses are drawn to: f(x)ᵢ = λ(x_k − xᵢ), where k is what hypothesis i goes towards. One that goes towards itself
 * stays.
 *
 * @param towards for each hypothesis the one that it goes towards, from 0 on
 */
public record Attractor(List<Integer> towards) {
    /**
     * Copies and checks the list.
     *
     * @throws IllegalArgumentException if there is no such hypothesis
     */
    public Attractor {
        towards = List.copyOf(towards);
        for (int each : towards) {
            if (each < 0 || each >= towards.size()) {
                throw new IllegalArgumentException(
                        "hypotheses are 0 to " + (towards.size() - 1) + ", and none can go towards " + each);
            }
        }
    }

    /** Returns an attractor: for each hypothesis the one that it goes towards. */
    public static Attractor towards(int... hypotheses) {
        return new Attractor(IntStream.of(hypotheses).boxed().toList());
    }

    /** Returns the attractor by which each of some hypotheses stays where it is. */
    public static Attractor stay(int hypotheses) {
        return new Attractor(IntStream.range(0, hypotheses).boxed().toList());
    }

    /** Returns f(x)ᵢ/λ of one coordinate. */
    double pull(double[][] x, int hypothesis, int coordinate) {
        return x[towards.get(hypothesis)][coordinate] - x[hypothesis][coordinate];
    }
}
