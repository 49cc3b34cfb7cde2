package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Function;
import org.pcn4j.function.GroupNorm;
import org.pcn4j.function.LayerNorm;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** Functions that bring numbers to mean 0 and deviation 1. */
final class NormalizationFunctions {
    static final List<Entry<? extends Function>> ALL = List.of(
            epsilon(
                    Entry.of("batch-norm", BatchNorm.class, "Normalizes each channel over the batch.")
                            .required("channels", Functions.SIZE, "Of the image or the vector.")
                            .key(
                                    "momentum",
                                    Kinds.share(),
                                    new BatchNorm(1).momentum(),
                                    "A batch's share in the running statistics.")
                            .citing("Ioffe and Szegedy 2015, arXiv 1502.03167"),
                    new BatchNorm(1).epsilon()),
            epsilon(
                    Entry.of("group-norm", GroupNorm.class, "Normalizes groups of a sample's channels.")
                            .required("groups", Functions.SIZE, "Of channels.")
                            .required("channels", Functions.SIZE, "A multiple of the groups.")
                            .citing("Wu and He 2018, arXiv 1803.08494"),
                    new GroupNorm(1, 1).epsilon()),
            epsilon(
                    Entry.of("layer-norm", LayerNorm.class, "Normalizes a sample over its last dimensions.")
                            .required("shape", "normalized", Functions.SHAPE, "The last dimensions.")
                            .citing("Ba, Kiros and Hinton 2016, arXiv 1607.06450"),
                    new LayerNorm(1).epsilon()));

    private NormalizationFunctions() {}

    private static <F> Entry<F> epsilon(Entry<F> entry, double byDefault) {
        return entry.key("epsilon", Kinds.positive(), byDefault, "Added to the variance.");
    }
}
