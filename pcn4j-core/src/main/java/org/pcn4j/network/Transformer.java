package org.pcn4j.network;

import org.pcn4j.function.Bias;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Embedding;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.LayerNorm;
import org.pcn4j.function.Linear;
import org.pcn4j.function.MultiHeadAttention;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.tensor.Shape;

/**
 * A causal language model (Vaswani et al. 2017, with the normalizations first): every place of a sequence of tokens
 * predicts the next one. Tokens and places are embedded; each block adds causal attention, then a hidden layer of four
 * times the width, to what passes through; the output's weights are the embedding's. Four nodes a
 * block: {@code attention_1}, {@code attended_1} (the sum), {@code hidden_1} and {@code block_1} (its second matrix and
 * the sum).
 *
 * @param blocks how many, at least 1
 * @param width of the vectors at each place
 * @param heads of the attention, a divisor of the width
 */
public record Transformer(int blocks, long width, long heads) {
    private static final int HIDDEN = 4;
    private static final double SCALE = 0.02;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is less than 1 or the heads do not divide the width
     */
    public Transformer {
        if (blocks < 1) {
            throw new IllegalArgumentException("a transformer needs a block at least, not " + blocks);
        }
        if (width < 1 || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("a transformer's width must be a multiple of its heads, both at least 1,"
                    + " not width " + width + " and " + heads + " heads");
        }
    }

    /**
     * Builds the network: tokens [length] → scores [length, vocabulary].
     *
     * @throws NetworkException if length or vocabulary is less than 1
     */
    public Network network(long length, int vocabulary, Energy loss) {
        Initializer small = Initializer.normal(SCALE);
        NetworkBuilder graph = Network.builder().tokens("tokens", Shape.of(length), vocabulary);
        graph.node("embedding", new Embedding(vocabulary, width).withWeights(small), "tokens");
        graph.node("placed", new Bias(Shape.of(length, width), small), "embedding");
        String last = "placed";
        for (int i = 1; i <= blocks; i++) {
            String attention = "attention_" + i;
            String attended = "attended_" + i;
            String hidden = "hidden_" + i;
            String block = "block_" + i;
            graph.node(
                    attention, Chain.of(new LayerNorm(width), new MultiHeadAttention(width, heads, Mask.CAUSAL)), last);
            graph.node(attended, Sum.ofInputs(2), last, attention);
            graph.node(hidden, Chain.of(new LayerNorm(width), new Linear(width, HIDDEN * width), new Gelu()), attended);
            graph.node(
                    block,
                    Sum.of(new Term("", new Identity()), new Term("", new Linear(HIDDEN * width, width))),
                    attended,
                    hidden);
            last = block;
        }
        return graph.node("normal", new LayerNorm(width), last)
                .tie("out.weight", "embedding.weight")
                .output("out", new Linear(width, vocabulary).withoutBias(), loss, "normal")
                .build();
    }
}
