package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.function.Function;
import org.pcn4j.function.Permute;
import org.pcn4j.function.Reshape;
import org.pcn4j.function.Select;
import org.pcn4j.function.Slice;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/** Functions that move a sample's numbers about. */
final class ShapeFunctions {
    private static final Kind<Integer> DIMENSION = Kinds.count(0, 7);

    static final List<Entry<? extends Function>> ALL = List.of(
            Entry.of("reshape", Reshape.class, "The same numbers in another shape.")
                    .required("shape", Functions.SHAPE, "Of a sample."),
            Entry.of("select", Select.class, "One slice along the first dimension, which goes.")
                    .required("index", Functions.INDEX, "Which slice, from 0."),
            Entry.of("slice", Slice.class, "Some slices along a dimension, which stays.")
                    .required("dimension", DIMENSION, "From 0, without the batch.")
                    .required("from", Functions.INDEX, "The first.")
                    .required("to", Functions.SIZE, "The one after the last."));

    static final List<Entry<? extends Recipe>> RECIPES =
            List.of(Entry.of("permute", PermuteRecipe.class, "The dimensions in another order.")
                    .required("order", Kinds.list(DIMENSION, 1, 8), "The input's dimensions, from 0."));

    private ShapeFunctions() {}

    private record PermuteRecipe(List<Integer> order) implements Recipe {
        @Override
        public Function function() {
            return new Permute(order.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
