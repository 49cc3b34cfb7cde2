package org.pcn4j.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;

/** Some of other samples, numbered anew. Immutable and safe for use by several threads. */
public final class ChosenSamples implements Samples {
    private final Samples all;
    private final String name;
    private final int[] chosen;

    /** Takes these very numbers, which nobody else may keep. */
    ChosenSamples(Samples all, String name, int[] chosen) {
        this.all = all;
        this.name = name;
        this.chosen = chosen;
    }

    /**
     * Returns at most so many samples, chosen at random, in their order. Where each has a {@linkplain Samples#labels
     * class}, every class gives about its share, and at least one sample if so many are wanted.
     *
     * @param most at least 1
     * @param seed the same seed gives the same ones
     */
    public static Samples some(Samples all, int most, Seed seed) {
        if (all.size() <= most) {
            return all;
        }
        int[] chosen = Division.some(all.size(), all.labels(), most, seed);
        Arrays.sort(chosen);
        return new ChosenSamples(all, all.name(), chosen);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return chosen.length;
    }

    @Override
    public String kind() {
        return all.kind();
    }

    @Override
    public Optional<int[]> labels() {
        return all.labels()
                .map(labels -> Arrays.stream(chosen).map(index -> labels[index]).toArray());
    }

    @Override
    public Batch batch(int[] indices, DType dtype) {
        return all.batch(Arrays.stream(indices).map(index -> chosen[index]).toArray(), dtype);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %d of %d %s", name, chosen.length, all.size(), kind());
    }
}
