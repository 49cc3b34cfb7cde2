package org.pcn4j.train.model;

import java.util.List;
import java.util.Optional;
import org.pcn4j.function.AvgPool2d;
import org.pcn4j.function.Function;
import org.pcn4j.function.MaxPool2d;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolGeometry;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** Functions that take one number of each window of an image. */
final class PoolFunctions {
    static final List<Entry<? extends Recipe>> ALL = List.of(
            pool("max-pool2d", Taken.MAX, "The greatest number of each window."),
            pool("avg-pool2d", Taken.MEAN, "The mean of each window."));

    private PoolFunctions() {}

    private enum Taken {
        MAX,
        MEAN
    }

    private static Entry<PoolRecipe> pool(String name, Taken taken, String sentence) {
        return Entry.of(name, PoolRecipe.class, sentence)
                .fixed("taken", taken)
                .required("kernel", Functions.pair(1), "The window, or [height, width].")
                .key(
                        "stride",
                        Kinds.orWord(Functions.pair(1), "kernel"),
                        Optional.empty(),
                        "Steps, as long as the window.")
                .key("padding", Functions.pair(0), Pair.of(0), "What surrounds the image.");
    }

    private record PoolRecipe(Taken taken, Pair kernel, Optional<Pair> stride, Pair padding) implements Recipe {
        @Override
        public Function function() {
            PoolGeometry geometry = new PoolGeometry(kernel, stride.orElse(kernel), padding);
            return taken == Taken.MAX ? new MaxPool2d(geometry) : new AvgPool2d(geometry);
        }
    }
}
