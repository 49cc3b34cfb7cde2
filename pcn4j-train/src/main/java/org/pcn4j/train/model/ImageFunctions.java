package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.function.AdaptiveAvgPool2d;
import org.pcn4j.function.Function;
import org.pcn4j.function.Pad;
import org.pcn4j.function.Upsample;
import org.pcn4j.tensor.Pair;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** Functions that change an image's size and learn nothing. */
final class ImageFunctions {
    static final List<Entry<? extends Function>> ALL = List.of(
            Entry.of("adaptive-avg-pool2d", AdaptiveAvgPool2d.class, "The mean of windows that cover the image.")
                    .key("size", Functions.pair(1), Pair.of(1), "The prediction's, or [height, width]."),
            Entry.of("upsample", Upsample.class, "An image some times as high and as wide.")
                    .required("factor", Functions.SIZE, "How many times as high and as wide.")
                    .key(
                            "mode",
                            Kinds.choice("mode", Upsample.Mode.class),
                            Upsample.Mode.NEAREST,
                            "Where the new numbers come from."),
            Entry.of("pad", Pad.class, "Zeros around an image.")
                    .required("before", Functions.pair(0), "Rows above and columns to the left.")
                    .required("after", Functions.pair(0), "Rows below and columns to the right."));

    private ImageFunctions() {}
}
