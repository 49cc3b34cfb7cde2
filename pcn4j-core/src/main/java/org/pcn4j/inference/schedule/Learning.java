package org.pcn4j.inference.schedule;

import java.util.Optional;
import java.util.OptionalInt;
import org.pcn4j.network.Network;

/**
 * When parameters learn. A parameter that several nodes use is changed once, after the last of them has learned; where nodes
 * learn at several times, each time is an update of its own.
 */
public interface Learning {
    /**
     * The times at which a node learns, all from one to another.
     *
     * @param first at least 0
     * @param last at least first
     */
    record Times(int first, int last) {
        /**
         * Checks the times.
         *
         * @throws IllegalArgumentException if the first is negative or after the last
         */
        public Times {
            if (first < 0) {
                throw new IllegalArgumentException("the time to learn must be at least 0, not " + first);
            }
            if (last < first) {
                throw new IllegalArgumentException(
                        "the last time to learn must not be before the first, " + first + ", but is " + last);
            }
        }
    }

    /**
     * Returns when a node's parameters learn, if ever; a time beyond T never comes.
     *
     * @param node its index
     * @param end T
     */
    Optional<Times> times(Network network, int node, int end);

    /** Tells whether the times are levels of the network, which a graph with cycles has not. */
    default boolean needsLevels() {
        return false;
    }

    /** Tells whether a node learns at several times, each of which is an update of its own. */
    default boolean isRepeated() {
        return false;
    }

    /** Tells whether all parameters learn at the end alone, which is when fixed predictions can be learned from. */
    default boolean isAtEnd() {
        return false;
    }

    /**
     * Tells by what a unit, an element of a node's error, knows the time to learn, where it learns not at every time named:
     * after how many zero errors in a row from one that is not zero. Nothing, unless learning is gated.
     */
    default OptionalInt zeroSteps() {
        return OptionalInt.empty();
    }

    /** Each node's parameters at the inference step of its level, the length of its longest path to an output. */
    record AtLevel() implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return at(network.level(node));
        }

        @Override
        public boolean needsLevels() {
            return true;
        }
    }

    /** Each node's parameters at the inference step of its distance, the length of its shortest path to an output. */
    record AtDistance() implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return at(network.distance(node));
        }

        @Override
        public boolean needsLevels() {
            return true;
        }
    }

    /** All parameters at the last step, T. */
    record AtEnd() implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return at(end);
        }

        @Override
        public boolean isAtEnd() {
            return true;
        }
    }

    /**
     * All parameters at one step.
     *
     * @param time t, at least 0; never, if it is beyond T
     */
    record At(int time) implements Learning {
        /**
         * Checks the time.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public At {
            if (time < 0) {
                throw new IllegalArgumentException("the time to learn must be at least 0, not " + time);
            }
        }

        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return at(time);
        }
    }

    /** All parameters at every step, 0 … T. */
    record AtEveryStep() implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return Optional.of(new Times(0, end));
        }

        @Override
        public boolean isRepeated() {
            return true;
        }
    }

    /** All parameters at every step at which values relax, 0 … T − 1: each moves both from the same errors. */
    record WhileRelaxing() implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return end == 0 ? Optional.empty() : Optional.of(new Times(0, end - 1));
        }

        @Override
        public boolean isRepeated() {
            return true;
        }
    }

    /**
     * Each unit by itself, without a clock: it learns when its error leaves zero, φ = 1 where ε has been zero at t − t_d … t −
     * 1 and is not at t (Song et al. 2020, Section 4, Fa-Z-IL). Errors count as zero before t = 0, as they are while a network
     * predicts and no target is shown. A node none of whose units learns at a time is not learned from at all, so that its
     * parameters are not handed to the optimizer. A parameter that several nodes use learns from each when its time comes.
     *
     * @param count t_d, at least 1
     */
    record Gated(int count) implements Learning {
        /**
         * Checks the count.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Gated {
            if (count < 1) {
                throw new IllegalArgumentException(
                        "the zero steps after which a unit learns must be at least 1, not " + count);
            }
        }

        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return Optional.of(new Times(0, end));
        }

        @Override
        public boolean isRepeated() {
            return true;
        }

        @Override
        public OptionalInt zeroSteps() {
            return OptionalInt.of(count);
        }
    }

    /** No parameter, ever: inference alone, in which functions behave as in an evaluation. */
    record Never() implements Learning {
        @Override
        public Optional<Times> times(Network network, int node, int end) {
            return Optional.empty();
        }

        @Override
        public boolean isAtEnd() {
            return true;
        }
    }

    private static Optional<Times> at(int time) {
        return Optional.of(new Times(time, time));
    }
}
