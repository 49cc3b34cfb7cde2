package org.pcn4j.function;

import java.util.Arrays;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** What the elements of a function's input are. */
public sealed interface Elements {
    /** Floating-point numbers, of the parameters' element type. */
    record Numbers() implements Elements {
        @Override
        public String toString() {
            return "numbers";
        }
    }

    /**
     * Tokens: int64 from 0 to vocabulary − 1.
     *
     * @param vocabulary how many there are, at least 1
     */
    record Tokens(long vocabulary) implements Elements {
        /** Tokens of a vocabulary of any size. */
        static final Tokens ANY = new Tokens(Long.MAX_VALUE);

        /**
         * Makes sure that all are within the vocabulary. libtorch does not: of tokens it reports no place, and some
         * class labels out of range it passes over in silence.
         *
         * @param what one of them is called in a message
         * @param tokens int64; borrowed
         * @throws ShapeException if one is not: which, where, and what was expected
         */
        public void require(String what, Tensor tokens) {
            if (tokens.isWithin(0, vocabulary)) {
                return;
            }
            long[] all = tokens.toLongs();
            int first = 0;
            while (all[first] >= 0 && all[first] < vocabulary) {
                first++;
            }
            throw new ShapeException(what + " " + all[first] + " at " + place(first, tokens.shape())
                    + ", expected 0 to " + (vocabulary - 1));
        }

        private static String place(long index, Shape shape) {
            long[] place = new long[shape.rank()];
            long rest = index;
            for (int i = place.length - 1; i >= 0; i--) {
                place[i] = rest % shape.size(i);
                rest /= shape.size(i);
            }
            return Arrays.toString(place);
        }

        @Override
        public String toString() {
            return equals(ANY) ? "tokens" : "tokens of a vocabulary of " + vocabulary;
        }
    }

    /** Either: the function moves elements about and never looks at them. */
    record Anything() implements Elements {
        @Override
        public String toString() {
            return "anything";
        }
    }

    /** Tells whether an input of this kind takes elements of that kind: numbers, or tokens of no larger a vocabulary. */
    default boolean accepts(Elements offered) {
        if (this instanceof Tokens tokens) {
            return offered instanceof Tokens other && other.vocabulary() <= tokens.vocabulary();
        }
        return this instanceof Anything || offered instanceof Numbers;
    }
}
