package org.pcn4j.systems.generative;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiPredicate;
import org.pcn4j.function.Initializer;
import org.pcn4j.learning.Projection;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Which unit of a PC graph reads which: the mask on its matrix, kept by initial weights and, as a projection, by every update.
 * Immutable and thread-safe.
 */
public final class Connections implements Projection {
    private final int units;
    private final float[] mask;
    private final String description;

    private Connections(int units, String description, BiPredicate<Integer, Integer> reads) {
        if (units < 2) {
            throw new IllegalArgumentException("a graph has 2 units at least, not " + units);
        }
        this.units = units;
        this.description = description;
        this.mask = new float[Math.multiplyExact(units, units)];
        for (int i = 0; i < units; i++) {
            for (int j = 0; j < units; j++) {
                mask[i * units + j] = reads.test(i, j) ? 1 : 0;
            }
        }
    }

    /**
     * Every unit reads every other one, and none itself: with W = I each unit would predict itself and learn nothing.
     *
     * @param units how many, at least 2
     */
    public static Connections all(int units) {
        return new Connections(units, "all of " + units, (to, from) -> !to.equals(from));
    }

    /**
     * Every unit reads every other one, but no unit of a sample reads another of it: what they have in common is left to the
     * others, which otherwise hardly matter to a picture whose pixels tell each other.
     *
     * @param units how many, at least 2
     * @param samples how many of them, the first ones, hold a sample
     */
    public static Connections apart(int units, int samples) {
        return new Connections(
                units,
                "all of " + units + " but the first " + samples + " among each other",
                (to, from) -> !to.equals(from) && (to >= samples || from >= samples));
    }

    /**
     * Units in layers, each of which reads the one before it: a layered network as a graph.
     *
     * @param sizes of the layers, the one that reads nobody first; at least 2
     * @throws IllegalArgumentException if there are fewer, or a size is less than 1
     */
    public static Connections layered(int... sizes) {
        if (sizes.length < 2 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(
                    "layers are at least 2, of a unit at least each, not " + Arrays.toString(sizes));
        }
        int[] layer = new int[Arrays.stream(sizes).sum()];
        for (int i = 0, next = 0; i < sizes.length; next += sizes[i], i++) {
            Arrays.fill(layer, next, next + sizes[i], i);
        }
        return new Connections(
                layer.length, "layers of " + Arrays.toString(sizes), (to, from) -> layer[to] == layer[from] + 1);
    }

    /**
     * Any connections.
     *
     * @param reads row by row, whether the unit of the row reads that of the column; a square, copied
     * @throws IllegalArgumentException if it is no square
     */
    public static Connections of(boolean[][] reads) {
        for (boolean[] row : reads) {
            if (row.length != reads.length) {
                throw new IllegalArgumentException(
                        "connections are a square, not " + reads.length + " rows, one of them of " + row.length);
            }
        }
        String code = Integer.toHexString(Arrays.deepHashCode(reads));
        return new Connections(reads.length, "chosen " + code + " of " + reads.length, (to, from) -> reads[to][from]);
    }

    /** Returns how many units there are. */
    public int units() {
        return units;
    }

    /** Tells whether a unit reads another. */
    public boolean reads(int to, int from) {
        return mask[to * units + from] != 0;
    }

    /** Tells whether any unit from one to another, not including that, reads anybody. */
    boolean anyReads(int first, int beyond) {
        for (int i = first * units; i < beyond * units; i++) {
            if (mask[i] != 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns the initializer that draws as another does and leaves out what is not connected. */
    public Initializer of(Initializer initializer) {
        return (Seed seed, DType dtype, Shape shape) -> {
            Tensor drawn = initializer.draw(seed, dtype, shape);
            project(drawn);
            return drawn;
        };
    }

    @Override
    public boolean concerns(String parameter, Shape shape) {
        return parameter.equals(PcGraph.ENERGY + ".weight") && shape.equals(Shape.of(units, units));
    }

    @Override
    public void project(Tensor theta) {
        try (Tensor floats = Tensor.of(Shape.of(units, units), mask);
                Tensor typed = floats.to(theta.dtype());
                Tensor there = typed.to(theta.device());
                Tensor masked = PointwiseKernels.weighted(theta, there)) {
            theta.copyInPlace(masked);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Connections that && Arrays.equals(mask, that.mask);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(mask);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "connections(%s)", description);
    }
}
