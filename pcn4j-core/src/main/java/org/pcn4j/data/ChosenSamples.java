package org.pcn4j.data;

import java.util.Arrays;
import java.util.Locale;
import org.pcn4j.tensor.DType;

/** Some of other samples, numbered anew. */
final class ChosenSamples implements Samples {
    private final Samples all;
    private final String name;
    private final int[] chosen;

    /** Takes these very numbers, which nobody else may keep. */
    ChosenSamples(Samples all, String name, int[] chosen) {
        this.all = all;
        this.name = name;
        this.chosen = chosen;
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
    public Batch batch(int[] indices, DType dtype) {
        return all.batch(Arrays.stream(indices).map(index -> chosen[index]).toArray(), dtype);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %d of %d %s", name, chosen.length, all.size(), kind());
    }
}
