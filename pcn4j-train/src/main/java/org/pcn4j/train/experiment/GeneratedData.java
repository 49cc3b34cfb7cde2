package org.pcn4j.train.experiment;

import java.util.Locale;
import org.pcn4j.data.Digits;
import org.pcn4j.data.MarkovText;
import org.pcn4j.data.Reber;
import org.pcn4j.data.Shapes;
import org.pcn4j.data.Words;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** The data sets that are generated. */
public final class GeneratedData {
    private static final String SEED = "The same seed gives the same data.";

    private GeneratedData() {}

    /** The sets of samples that are generated. */
    public enum Synthetic {
        /** Images of digits. */
        DIGITS("Images of digits."),
        /** Images of shapes. */
        SHAPES("Images of colored shapes."),
        /** Words of invented languages. */
        WORDS("Words of invented languages."),
        /** Strings of a grammar. */
        REBER("Strings of a grammar, or of none.");

        private final String sentence;

        Synthetic(String sentence) {
            this.sentence = sentence;
        }
    }

    /**
     * Generated images or sequences.
     *
     * @param seed the same seed gives the same data
     */
    public record SyntheticSet(Synthetic set, long seed) implements Source.Generated {
        static Entry<SyntheticSet> entry(Synthetic set) {
            return Entry.of(set.name().toLowerCase(Locale.ROOT), SyntheticSet.class, set.sentence)
                    .fixed("set", set)
                    .key("seed", Kinds.whole(Long.MIN_VALUE, Long.MAX_VALUE), 1L, SEED);
        }

        @Override
        public SyntheticSet withSeed(long other) {
            return new SyntheticSet(set, other);
        }

        @Override
        public LoadedData generate(Source.Amount amount) {
            return switch (set) {
                case DIGITS -> new LoadedData.Images(Digits.generate(seed, amount.train(), amount.test()));
                case SHAPES -> new LoadedData.Images(Shapes.generate(seed, amount.train(), amount.test()));
                case WORDS -> new LoadedData.Labeled(Words.generate(seed, amount.train(), amount.test()));
                case REBER -> new LoadedData.Labeled(Reber.generate(seed, amount.train(), amount.test()));
            };
        }
    }

    /**
     * Generated text.
     *
     * @param seed the same seed gives the same text
     * @param window characters in a sample
     */
    public record Markov(long seed, int window) implements Source.Generated {
        static Entry<Markov> entry() {
            return Entry.of("markov", Markov.class, "Text of a Markov chain.")
                    .key("seed", Kinds.whole(Long.MIN_VALUE, Long.MAX_VALUE), 1L, SEED)
                    .key("window", DataForms.WINDOWS, DataForms.WINDOW, DataForms.WINDOW_MEANING);
        }

        @Override
        public Markov withSeed(long other) {
            return new Markov(other, window);
        }

        @Override
        public LoadedData generate(Source.Amount amount) {
            return new LoadedData.Characters(
                    MarkovText.generate(seed, characters(amount.train()), characters(amount.test()), window));
        }

        private int characters(int windows) {
            return Math.addExact(Math.multiplyExact(windows, window), 1);
        }
    }
}
