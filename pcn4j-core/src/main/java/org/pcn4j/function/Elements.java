package org.pcn4j.function;

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
        @Override
        public String toString() {
            return "tokens of a vocabulary of " + vocabulary;
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
