package org.pcn4j.train.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** The functions by name, with their settings. */
public final class Functions {
    /** A size that cannot make a product of two overflow. */
    static final long LARGEST = 1 << 30;

    static final Kind<Long> SIZE = Kinds.whole(1, LARGEST);

    /** A place in a sequence or a dimension. */
    static final Kind<Long> INDEX = Kinds.whole(0, LARGEST);

    static final Kind<Shape> SHAPE = Kinds.mapped(
            Kinds.list(SIZE, 1, 8),
            sizes -> Shape.of(sizes.stream().mapToLong(Long::longValue).toArray()),
            shape -> Arrays.stream(shape.toArray()).boxed().toList());

    private static final int MOST_LINKS = 100;

    /** All functions, and any class that implements {@link Function}. */
    public static final Variants<Made<Function>> CATALOG = catalog();

    /** One function or a chain of them. */
    static final Kind<List<Made<Function>>> CHAIN = Kinds.oneOrMore(CATALOG, MOST_LINKS);

    private Functions() {}

    private static Variants<Made<Function>> catalog() {
        List<Stream<Entry<Made<Function>>>> groups = List.of(
                plain(ElementwiseFunctions.ALL),
                recipes(LayerFunctions.ALL),
                recipes(ConvolutionFunctions.ALL),
                recipes(PoolFunctions.ALL),
                plain(ImageFunctions.ALL),
                plain(NormalizationFunctions.ALL),
                plain(ShapeFunctions.ALL),
                recipes(ShapeFunctions.RECIPES),
                plain(JoinFunctions.ALL),
                recipes(JoinFunctions.RECIPES),
                plain(SequenceFunctions.ALL),
                recipes(SequenceFunctions.RECIPES));
        Variants<Made<Function>> all = Variants.of("function");
        for (Entry<Made<Function>> entry :
                groups.stream().flatMap(group -> group).toList()) {
            all = all.with(entry);
        }
        // What 0.1.0 called otherwise.
        return all.formerly("hold", "masked-update")
                .formerly("offset", "bias")
                .open(Function.class, entry -> plain(entry), made -> Optional.of(made.name()));
    }

    private static Stream<Entry<Made<Function>>> plain(List<Entry<? extends Function>> entries) {
        return entries.stream().map(Functions::plain);
    }

    private static <F extends Function> Entry<Made<Function>> plain(Entry<F> entry) {
        return Made.entry(entry, function -> function);
    }

    private static Stream<Entry<Made<Function>>> recipes(List<Entry<? extends Recipe>> entries) {
        return entries.stream().map(Functions::recipe);
    }

    private static <S extends Recipe> Entry<Made<Function>> recipe(Entry<S> entry) {
        return Made.entry(entry, Recipe::function);
    }

    /** Returns functions one after the other as one. */
    static Function chained(List<Made<Function>> links) {
        return links.size() == 1
                ? links.get(0).it()
                : Chain.of(links.stream().map(Made::it).toArray(Function[]::new));
    }

    /** One size for both directions, or [height, width]. */
    static Kind<Pair> pair(long least) {
        return Kinds.mapped(
                Kinds.oneOrMore(Kinds.whole(least, LARGEST), 2),
                sizes -> new Pair(sizes.get(0), sizes.get(sizes.size() - 1)),
                pair -> pair.height() == pair.width() ? List.of(pair.height()) : List.of(pair.height(), pair.width()));
    }
}
