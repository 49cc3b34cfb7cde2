package org.pcn4j.systems.memory;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.tensor.Tensor;

/** What a memory recalled. Owns its tensor; close it. */
public final class Recall implements AutoCloseable {
    private final Tensor recalled;
    private final List<Round> rounds;
    private final Optional<StepSize> step;

    /**
     * Values settling once.
     *
     * @param energies before each step of inference and after the last, as means over the patterns
     * @param misfits of each pattern ½‖x − μ‖² at rest, x being what is held of it and μ what is predicted of that; none where
     *     the pattern is not predicted by a layer above
     */
    public record Round(List<Double> energies, List<Double> misfits) {
        /** Copies the lists. */
        public Round {
            energies = List.copyOf(energies);
            misfits = List.copyOf(misfits);
        }
    }

    Recall(Tensor recalled, List<Round> rounds, Optional<StepSize> step) {
        this.recalled = recalled;
        this.rounds = List.copyOf(rounds);
        this.step = step;
    }

    /** Returns the patterns, [B, …]; borrowed. */
    public Tensor recalled() {
        return recalled;
    }

    /**
     * Returns how values settled, for the first time with what was given held, and then with what was recalled of it; none
     * without inference. A pattern that was stored, and is right where it is known, has a small misfit in the first round.
     */
    public List<Round> rounds() {
        return rounds;
    }

    /** Returns the step γ that was made beside the largest that converges, where inference took steps. */
    public Optional<StepSize> step() {
        return step;
    }

    /**
     * Returns the mean squared error of each pattern, over all of its elements.
     *
     * @param originals [B, …], as many; borrowed
     * @throws IllegalArgumentException if they are not as many and as large
     */
    public double[] errors(Tensor originals) {
        if (!originals.shape().equals(recalled.shape())) {
            throw new IllegalArgumentException(
                    "the originals have the shape " + originals.shape() + ", expected " + recalled.shape());
        }
        double[] errors = new double[Math.toIntExact(recalled.size(0))];
        double[] found = recalled.toDoubles();
        double[] expected = originals.toDoubles();
        int width = found.length / errors.length;
        for (int i = 0; i < found.length; i++) {
            double difference = found[i] - expected[i];
            errors[i / width] += difference * difference / width;
        }
        return errors;
    }

    /**
     * Returns which part of the patterns, from 0 to 1, was recalled with a mean squared error below a number.
     *
     * @param originals [B, …], as many; borrowed
     * @param below the mean squared error under which a pattern counts as recalled
     * @throws IllegalArgumentException if they are not as many and as large
     */
    public double success(Tensor originals, double below) {
        return Arrays.stream(errors(originals)).filter(error -> error < below).count() / (double) recalled.size(0);
    }

    @Override
    public void close() {
        recalled.close();
    }
}
