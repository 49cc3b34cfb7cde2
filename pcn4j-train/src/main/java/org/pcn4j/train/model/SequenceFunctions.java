package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.function.Function;
import org.pcn4j.function.GruState;
import org.pcn4j.function.LstmCarry;
import org.pcn4j.function.LstmState;
import org.pcn4j.function.MaskedUpdate;
import org.pcn4j.function.MultiHeadAttention;
import org.pcn4j.function.ScaledDotProductAttention;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** Parts of recurrent cells and of transformers. */
final class SequenceFunctions {
    private static final String LSTM = "Hochreiter and Schmidhuber 1997";
    private static final String ATTENTION = "Vaswani et al. 2017, arXiv 1706.03762";

    static final List<Entry<? extends Function>> ALL = List.of(
            Entry.of("lstm-carry", LstmCarry.class, "The next carry of an LSTM.")
                    .citing(LSTM),
            Entry.of("lstm-state", LstmState.class, "What an LSTM shows of its carry.")
                    .citing(LSTM),
            Entry.of("gru-state", GruState.class, "The next state of a gated recurrent unit.")
                    .citing("Cho et al. 2014, arXiv 1406.1078"),
            Entry.of("masked-update", MaskedUpdate.class, "Holds a state over padding.")
                    .required("step", Functions.INDEX, "Which place of the sequence, from 0."),
            masked(Entry.of("attention", ScaledDotProductAttention.class, "Attention by scaled dot products."))
                    .citing(ATTENTION));

    static final List<Entry<? extends Recipe>> RECIPES = List.of(masked(Entry.of(
                            "multi-head-attention",
                            HeadsRecipe.class,
                            "Attention by several heads, with its projections.")
                    .required("width", Functions.SIZE, "Of the vectors.")
                    .required("heads", Functions.SIZE, "A divisor of the width."))
            .citing(ATTENTION));

    private SequenceFunctions() {}

    private static <F> Entry<F> masked(Entry<F> entry) {
        return entry.key("mask", Kinds.choice("mask", Mask.class), Mask.CAUSAL, "Which places each place looks at.");
    }

    private record HeadsRecipe(long width, long heads, Mask mask) implements Recipe {
        @Override
        public Function function() {
            return new MultiHeadAttention(width, heads, mask);
        }
    }
}
