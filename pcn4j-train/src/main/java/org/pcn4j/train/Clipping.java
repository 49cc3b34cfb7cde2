package org.pcn4j.train;

import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * What is too large of an update.
 *
 * @param value the greatest size of an element of Δθ: more than 0
 * @param norm the greatest length of all Δθ as one vector, once their elements are clipped: more than 0
 */
record Clipping(OptionalDouble value, OptionalDouble norm) {
    static final Clipping NONE = new Clipping(OptionalDouble.empty(), OptionalDouble.empty());

    Clipping toValue(double most) {
        return new Clipping(required("value", most), norm);
    }

    Clipping toNorm(double most) {
        return new Clipping(value, required("norm", most));
    }

    private static OptionalDouble required(String what, double most) {
        if (!(most > 0)) {
            throw new IllegalArgumentException("the " + what + " to clip to must be more than 0, not " + most);
        }
        return OptionalDouble.of(most);
    }

    boolean isNone() {
        return equals(NONE);
    }

    void describe(SortedMap<String, String> facts) {
        facts.put("clipped norm", described(norm));
        facts.put("clipped value", described(value));
    }

    private static String described(OptionalDouble most) {
        return most.isPresent() ? Double.toString(most.getAsDouble()) : "none";
    }
}
