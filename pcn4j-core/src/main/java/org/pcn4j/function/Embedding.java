package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.SequenceKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A vector of its own for each token: tokens […] → […, width]. Parameter: {@code weight} [vocabulary, width], Gaussian
 * with mean 0 and standard deviation 1, as in PyTorch, unless said otherwise.
 */
public final class Embedding implements SingleInput {
    private final long vocabulary;
    private final long width;
    private final ParameterSpec weight;

    private Embedding(long vocabulary, long width, Initializer initializer) {
        if (vocabulary < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "embedding's sizes must be at least 1, not " + vocabulary + " → " + width);
        }
        this.vocabulary = vocabulary;
        this.width = width;
        this.weight = new ParameterSpec("weight", Shape.of(vocabulary, width), initializer);
    }

    /**
     * An embedding.
     *
     * @param vocabulary how many tokens there are
     * @throws IllegalArgumentException if a size is less than 1
     */
    public Embedding(long vocabulary, long width) {
        this(vocabulary, width, Initializer.normal(1));
    }

    /** Returns this embedding with other initial weights. */
    public Embedding withWeights(Initializer initializer) {
        return new Embedding(vocabulary, width, initializer);
    }

    @Override
    public Shape shape(Shape input) {
        return input.with(width);
    }

    @Override
    public Elements elements(int input) {
        return new Elements.Tokens(vocabulary);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(weight);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        return Prediction.of(inputs, theta, SequenceKernels.embedding(theta.get(0), inputs.get(0)));
    }

    /** Tokens get no contribution; asked for one, as a link of a chain, it gives none. */
    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return new Pullback(
                List.of(),
                wanted.parameters()
                        ? List.of(SequenceKernels.embeddingBackward(error, prediction.input(), vocabulary))
                        : List.of());
    }

    @Override
    public String toString() {
        return "embedding(" + vocabulary + " → " + width + ")";
    }
}
