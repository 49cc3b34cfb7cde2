package org.pcn4j.train.experiment;

import java.util.Arrays;
import java.util.Locale;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;

/** So many of other samples, chosen at random, in their order. */
final class SomeSamples implements Samples {
    private final Samples all;
    private final int[] chosen;

    private SomeSamples(Samples all, int[] chosen) {
        this.all = all;
        this.chosen = chosen;
    }

    /**
     * Returns at most so many samples.
     *
     * @param seed the same seed gives the same ones
     */
    static Samples of(Samples all, int most, Seed seed) {
        if (all.size() <= most) {
            return all;
        }
        int[] chosen = Arrays.copyOf(seed.permutation(all.size()), most);
        Arrays.sort(chosen);
        return new SomeSamples(all, chosen);
    }

    @Override
    public String name() {
        return all.name();
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
    public Batch batch(int[] indices, DType dtype) {
        return all.batch(Arrays.stream(indices).map(index -> chosen[index]).toArray(), dtype);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %d of %d %s", name(), size(), all.size(), kind());
    }
}
