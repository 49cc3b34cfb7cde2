package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.ConvTranspose2d;
import org.pcn4j.function.Function;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** Convolutions of images. */
final class ConvolutionFunctions {
    private static final InitialSpec DEFAULT = new InitialSpec.Default();

    private static final Entry<ConvGeometry> GEOMETRY = Entry.of(
                    "geometry", ConvGeometry.class, "How a kernel steps over an image.")
            .key("stride", Functions.pair(1), Pair.of(1), "Steps, or [down, right].")
            .key("padding", Functions.pair(0), Pair.of(0), "Zeros around the image.")
            .key("dilation", Functions.pair(1), Pair.of(1), "The distance of the kernel's taps.")
            .key("groups", Functions.SIZE, 1L, "Convolutions side by side.");

    static final List<Entry<? extends Recipe>> ALL = List.of(
            weighted(channels(Entry.of("conv2d", ConvRecipe.class, "A convolution of an image."))),
            weighted(channels(Entry.of(
                            "conv-transpose2d", TransposedRecipe.class, "A transposed convolution of an image."))
                    .key("output-padding", Functions.pair(0), Pair.of(0), "Rows and columns added at the end.")));

    private ConvolutionFunctions() {}

    private static <S> Entry<S> channels(Entry<S> entry) {
        return entry.required("in", Functions.SIZE, "Channels read.")
                .required("out", Functions.SIZE, "Channels predicted.")
                .required("kernel", Functions.pair(1), "The kernel's size, or [height, width].")
                .holding("geometry", GEOMETRY);
    }

    private static <S> Entry<S> weighted(Entry<S> entry) {
        return entry.key("bias", Kinds.flag(), true, "Whether there is a bias.")
                .key("weights", Initializers.CATALOG, DEFAULT, "First weights.");
    }

    private record ConvRecipe(long in, long out, Pair kernel, ConvGeometry geometry, boolean bias, InitialSpec weights)
            implements Recipe {
        @Override
        public Function function() {
            Conv2d made = new Conv2d(in, out, kernel, geometry);
            Conv2d weighted = weights.initializer().map(made::withWeights).orElse(made);
            return bias ? weighted : weighted.withoutBias();
        }
    }

    private record TransposedRecipe(
            long in,
            long out,
            Pair kernel,
            ConvGeometry geometry,
            Pair outputPadding,
            boolean bias,
            InitialSpec weights)
            implements Recipe {
        @Override
        public Function function() {
            ConvTranspose2d made = new ConvTranspose2d(in, out, kernel, geometry, outputPadding);
            ConvTranspose2d weighted =
                    weights.initializer().map(made::withWeights).orElse(made);
            return bias ? weighted : weighted.withoutBias();
        }
    }
}
