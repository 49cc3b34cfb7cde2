package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.function.Bias;
import org.pcn4j.function.Embedding;
import org.pcn4j.function.FeedbackLinear;
import org.pcn4j.function.Function;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** Functions whose parameters are weights. */
final class LayerFunctions {
    private static final InitialSpec DEFAULT = new InitialSpec.Default();

    static final List<Entry<? extends Recipe>> ALL = List.of(
            Entry.of("linear", LinearRecipe.class, "W x + b.")
                    .required("in", Functions.SIZE, "Numbers read.")
                    .required("out", Functions.SIZE, "Numbers predicted.")
                    .key("bias", Kinds.flag(), true, "Whether there is a bias.")
                    .key("weights", Initializers.CATALOG, DEFAULT, "First weights.")
                    .key("biases", Initializers.CATALOG, DEFAULT, "First biases.")
                    .key(
                            "feedback",
                            Kinds.choice("feedback", Feedback.class),
                            Feedback.TRANSPOSED,
                            "What errors go back through: Wᵀ, a fixed matrix of its own, or one that learns what W does."),
            Entry.of("embedding", EmbeddingRecipe.class, "A vector for each token.")
                    .required("vocabulary", Functions.SIZE, "How many tokens there are.")
                    .required("width", Functions.SIZE, "Numbers for each.")
                    .key("weights", Initializers.CATALOG, DEFAULT, "First numbers."),
            Entry.of("bias", BiasRecipe.class, "x + p, with a number for each element.")
                    .required("shape", Functions.SHAPE, "Of a sample.")
                    .key("numbers", Initializers.CATALOG, DEFAULT, "First numbers, zeros by default."));

    private LayerFunctions() {}

    private enum Feedback {
        TRANSPOSED,
        FIXED,
        LEARNED
    }

    private record LinearRecipe(
            long in, long out, boolean bias, InitialSpec weights, InitialSpec biases, Feedback feedback)
            implements Recipe {
        @Override
        public Function function() {
            return switch (feedback) {
                case TRANSPOSED -> linear();
                case FIXED -> new FeedbackLinear(linear(), FeedbackLinear.Feedback.FIXED);
                case LEARNED -> new FeedbackLinear(linear(), FeedbackLinear.Feedback.LEARNED);
            };
        }

        private Linear linear() {
            Linear made = new Linear(in, out);
            Linear weighted = weights.initializer().map(made::withWeights).orElse(made);
            if (!bias) {
                return weighted.withoutBias();
            }
            return biases.initializer().map(weighted::withBias).orElse(weighted);
        }
    }

    private record EmbeddingRecipe(long vocabulary, long width, InitialSpec weights) implements Recipe {
        @Override
        public Function function() {
            Embedding made = new Embedding(vocabulary, width);
            return weights.initializer().map(made::withWeights).orElse(made);
        }
    }

    private record BiasRecipe(Shape shape, InitialSpec numbers) implements Recipe {
        @Override
        public Function function() {
            return new Bias(shape, numbers.initializer().orElseGet(Initializer::zeros));
        }
    }
}
