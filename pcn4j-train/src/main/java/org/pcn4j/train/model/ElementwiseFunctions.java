package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.HardTanh;
import org.pcn4j.function.Identity;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.LogSoftmax;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Scaled;
import org.pcn4j.function.Sigmoid;
import org.pcn4j.function.Silu;
import org.pcn4j.function.Softmax;
import org.pcn4j.function.Tanh;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** Functions that keep a sample's size and learn nothing. */
final class ElementwiseFunctions {
    private static final double HALF = 0.5;

    static final List<Entry<? extends Function>> ALL = List.of(
            Entry.of("identity", Identity.class, "Its input."),
            Entry.of("flatten", Flatten.class, "A sample's numbers in one row."),
            Entry.of("tanh", Tanh.class, "The hyperbolic tangent."),
            Entry.of("relu", Relu.class, "max(x, 0)."),
            Entry.of("sigmoid", Sigmoid.class, "The logistic function."),
            Entry.of("gelu", Gelu.class, "x Φ(x).").citing("Hendrycks and Gimpel 2016, arXiv 1606.08415"),
            Entry.of("silu", Silu.class, "x σ(x).").citing("Elfwing et al. 2018, arXiv 1702.03118"),
            Entry.of("softmax", Softmax.class, "The softmax over the last dimension."),
            Entry.of("log-softmax", LogSoftmax.class, "The softmax's logarithm."),
            Entry.of("leaky-relu", LeakyRelu.class, "x, or a fraction of it below 0.")
                    .key("slope", Kinds.notNegative(), new LeakyRelu().slope(), "The slope below 0."),
            Entry.of("hard-tanh", HardTanh.class, "x, cut off at both ends.")
                    .key("low", Kinds.number(), new HardTanh().low(), "The least result.")
                    .key("high", Kinds.number(), new HardTanh().high(), "The greatest result."),
            Entry.of("scaled", Scaled.class, "Its input times a factor.")
                    .required("factor", Kinds.number(), "What every number is multiplied by."),
            Entry.of("dropout", Dropout.class, "Drops numbers at random while the network learns.")
                    .key("p", Kinds.fraction(), HALF, "The share of numbers that is dropped.")
                    .citing("Srivastava et al. 2014"));

    private ElementwiseFunctions() {}
}
