package org.pcn4j.systems.generative;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.run.Ends;
import org.pcn4j.inference.run.Ends.Known;
import org.pcn4j.learning.Projection;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A network that is asked from any end, with one set of parameters: for the target of a sample, for what is missing of it, for
 * samples of a target. All that it answers comes of inference in the network. Immutable and thread-safe; owns no tensors.
 *
 * <p>Samples and targets are matrices, [B, units] each, of the element type of the parameters; a label is one-hot. Results are
 * new tensors that outlive open scopes: the caller closes them.
 */
public interface Generative {
    /** Returns the network, which learns by any rule whose schedule takes it. */
    Network network();

    /** Returns where it holds a sample and where its target. */
    Ends ends();

    /** Returns what it can be asked for. */
    Set<Ability> abilities();

    /** Returns what its parameters are projected by after every update, if by anything. */
    default Optional<Projection> projection() {
        return Optional.empty();
    }

    /**
     * Asks with what is known.
     *
     * @param parameters borrowed
     * @param sample what is known of samples
     * @param target what is known of their targets; read by nobody where there are none
     * @param seed of what is drawn
     * @return the values of both, and the samples as the causes that were found explain them; the caller closes it
     * @throws org.pcn4j.function.ShapeException if something does not fit
     */
    Answer ask(Parameters parameters, Known sample, Known target, Seed seed);

    /**
     * Returns the targets of samples.
     *
     * @param samples [B, units]; borrowed
     * @return [B, target's units]: of labels the largest tells the class
     * @throws UnsupportedOperationException if it cannot
     */
    default Tensor predict(Parameters parameters, Tensor samples) {
        require(Ability.PREDICT);
        try (TensorScope scope = new TensorScope();
                Answer answer = ask(parameters, Known.all(samples), unknownTarget(samples), new Seed(0))) {
            return answer.target().orElseThrow().share().keep();
        }
    }

    /**
     * Returns samples as the network's own causes explain them.
     *
     * @param samples [B, units]; borrowed
     * @throws UnsupportedOperationException if it cannot
     */
    default Tensor reconstruct(Parameters parameters, Tensor samples) {
        require(Ability.RECONSTRUCT);
        try (TensorScope scope = new TensorScope();
                Answer answer = ask(parameters, Known.all(samples), unknownTarget(samples), new Seed(0))) {
            return answer.explained().share().keep();
        }
    }

    /**
     * Completes samples of which a part is known.
     *
     * @param samples [B, units]; what stands where nothing is known does not matter; borrowed
     * @param mask of that shape, 1 where it is known and 0 where it is not; borrowed
     * @return the samples, filled up where they were not known
     * @throws UnsupportedOperationException if it cannot
     */
    default Tensor complete(Parameters parameters, Tensor samples, Tensor mask, Seed seed) {
        require(Ability.COMPLETE);
        try (TensorScope scope = new TensorScope()) {
            Known given = new Known(samples, mask);
            Known known = new Known(PointwiseKernels.weighted(given.value(), mask), mask);
            try (Answer answer = ask(parameters, known, unknownTarget(samples), seed)) {
                return PointwiseKernels.whereNonZero(mask, samples, answer.sample())
                        .keep();
            }
        }
    }

    /**
     * Returns a sample for each target, such as an image for each label.
     *
     * @param targets [B, target's units], one-hot of labels; borrowed
     * @param seed of what is drawn: other seeds give other samples
     * @throws UnsupportedOperationException if it cannot
     */
    default Tensor generate(Parameters parameters, Tensor targets, Seed seed) {
        require(Ability.GENERATE);
        try (TensorScope scope = new TensorScope()) {
            Known nothing = Known.nothing(
                    parameters.dtype(), targets.size(0), ends().sample().count());
            try (Answer answer = ask(parameters, nothing, Known.all(targets), seed)) {
                return answer.sample().share().keep();
            }
        }
    }

    /**
     * Returns samples of what was learned.
     *
     * @param count how many, at least 1
     * @throws UnsupportedOperationException if it cannot
     */
    default Tensor sample(Parameters parameters, int count, Seed seed) {
        throw new UnsupportedOperationException(cannot(Ability.SAMPLE));
    }

    /** Returns that nothing is known of the targets of samples. */
    private Known unknownTarget(Tensor samples) {
        long units = ends().target().map(Ends.Part::count).orElse(1L);
        return Known.nothing(samples.dtype(), samples.size(0), units);
    }

    /**
     * Makes sure that the network can be asked for something.
     *
     * @throws UnsupportedOperationException if it cannot: what it can be asked for
     */
    default void require(Ability ability) {
        if (!abilities().contains(ability)) {
            throw new UnsupportedOperationException(cannot(ability));
        }
    }

    private String cannot(Ability ability) {
        return "this network cannot " + name(ability) + ", expected one of "
                + abilities().stream().sorted().map(Generative::name).toList();
    }

    private static String name(Ability ability) {
        return ability.name().toLowerCase(Locale.ROOT);
    }

    /**
     * What inference found.
     *
     * @param sample the samples, [B, units]: what is known of them and what was found
     * @param explained the samples as the causes that were found explain them, [B, units]
     * @param target their targets, [B, units]; nothing where there are none
     */
    record Answer(Tensor sample, Tensor explained, Optional<Tensor> target) implements AutoCloseable {
        /** Makes the tensors outlive the open scopes. */
        Answer keep() {
            sample.keep();
            explained.keep();
            target.ifPresent(Tensor::keep);
            return this;
        }

        @Override
        public void close() {
            sample.close();
            explained.close();
            target.ifPresent(Tensor::close);
        }
    }
}
