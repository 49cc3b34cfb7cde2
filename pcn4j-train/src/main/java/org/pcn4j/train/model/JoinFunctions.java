package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.function.Average;
import org.pcn4j.function.Concatenate;
import org.pcn4j.function.Function;
import org.pcn4j.function.MatrixProduct;
import org.pcn4j.function.Product;
import org.pcn4j.function.Sum;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Yaml;

/** Functions of several parents. */
final class JoinFunctions {
    private static final int MOST_TERMS = 100;
    private static final Kind<Integer> INPUTS = Kinds.count(1, 1000);
    private static final String PARENTS = "How many parents there are.";

    static final List<Entry<? extends Function>> ALL = List.of(
            Entry.of("average", Average.class, "The mean of its parents.").required("inputs", INPUTS, PARENTS),
            Entry.of("concatenate", Concatenate.class, "Its parents one after the other along the first dimension.")
                    .required("inputs", INPUTS, PARENTS),
            Entry.of("product", Product.class, "Its parents' product, element by element.")
                    .required("inputs", INPUTS, PARENTS),
            Entry.of("matrix-product", MatrixProduct.class, "The matrix product of two parents.")
                    .key(
                            "second",
                            Kinds.choice("form", MatrixProduct.Second.class),
                            new MatrixProduct().second(),
                            "How the second parent's matrices stand."));

    static final List<Entry<? extends Recipe>> RECIPES = List.of(
            Entry.of("add", AddRecipe.class, "The sum of its parents.").required("inputs", INPUTS, PARENTS),
            Entry.of("sum", SumRecipe.class, "The sum of functions, one of each parent.")
                    .required("terms", Kinds.list(term(), 1, MOST_TERMS), "One for each parent."));

    private JoinFunctions() {}

    private record AddRecipe(int inputs) implements Recipe {
        @Override
        public Function function() {
            return Sum.ofInputs(inputs);
        }
    }

    private record SumRecipe(List<Term> terms) implements Recipe {
        @Override
        public Function function() {
            return Sum.of(terms.stream()
                    .map(term -> new Sum.Term(term.name(), Functions.chained(term.function())))
                    .toArray(Sum.Term[]::new));
        }
    }

    private record Term(String name, List<Made<Function>> function) {}

    private static Form<Term> term() {
        return Entry.of("term", Term.class, "A term of a sum.")
                .key("name", Kinds.anyText("a name"), "", "Goes before its parameters' names.")
                .required("function", new LaterChain(), "Of one parent, or a list of functions.")
                .form();
    }

    /** Asked for when it is used: a term's function may be a sum itself. */
    private static final class LaterChain implements Kind<List<Made<Function>>> {
        @Override
        public List<Made<Function>> read(Yaml yaml, String path) {
            return Functions.CHAIN.read(yaml, path);
        }

        @Override
        public Yaml write(List<Made<Function>> value) {
            return Functions.CHAIN.write(value);
        }

        @Override
        public String expected() {
            return "a function";
        }
    }
}
