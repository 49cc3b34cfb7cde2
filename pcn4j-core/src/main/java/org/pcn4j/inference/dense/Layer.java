package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Function;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.inference.plan.ProductFirst;

/**
 * A function that dense kernels compute: the sum of a branch for each input, and an activation of it, which may be missing.
 *
 * @param branches one an input, in order
 * @param after of the sum of several
 */
record Layer(List<Branch> branches, Optional<Activation> after) {
    /** Copies the list. */
    Layer {
        branches = List.copyOf(branches);
    }

    /**
     * Returns the layer that a function is.
     *
     * @throws NotDense if it is none
     */
    static Layer of(Function function) throws NotDense {
        List<Function> links = Branch.links(function);
        if (!(links.get(0) instanceof Sum sum)) {
            return new Layer(List.of(Branch.of(function, 0)), Optional.empty());
        }
        List<Branch> branches = new ArrayList<>();
        int parameter = 0;
        for (Term term : sum.terms()) {
            branches.add(Branch.of(term.function(), parameter));
            parameter += term.function().parameters().size();
        }
        Optional<Activation> after = Optional.empty();
        for (Function link : links.subList(1, links.size())) {
            if (!ProductFirst.keepsOrder(link)) {
                if (after.isPresent()
                        || !(link instanceof Elementwise f)
                        || f.dense().isEmpty()) {
                    throw new NotDense("the function " + function);
                }
                after = f.dense();
            }
        }
        return new Layer(branches, after);
    }

    /** Returns the one branch, if there is but one and nothing after it. */
    Optional<Branch> single() {
        return branches.size() == 1 && after.isEmpty() ? Optional.of(branches.get(0)) : Optional.empty();
    }
}
