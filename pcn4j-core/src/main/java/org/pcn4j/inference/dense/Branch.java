package org.pcn4j.inference.dense;

import java.util.List;
import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.inference.plan.ProductFirst;

/**
 * What dense kernels make of one input: an activation, a product with weights, an activation, any of which may be missing. So both
 * conventions are branches, μ = f(W x) and μ = W f(x).
 *
 * @param parameter the place of its first parameter among the node's
 * @param before of the input
 * @param linear the product
 * @param after of the product
 */
record Branch(int parameter, Optional<Activation> before, Optional<Linear> linear, Optional<Activation> after) {
    /**
     * Returns the branch that a function of one input is.
     *
     * @throws NotDense if it is none
     */
    static Branch of(Function function, int parameter) throws NotDense {
        Branch branch = new Branch(parameter, Optional.empty(), Optional.empty(), Optional.empty());
        for (Function link : links(function)) {
            branch = branch.then(link, function);
        }
        return branch;
    }

    /** Returns the functions that one after the other make a function. */
    static List<Function> links(Function function) {
        return function instanceof Chain chain ? chain.links() : List.of(function);
    }

    private Branch then(Function link, Function whole) throws NotDense {
        if (ProductFirst.keepsOrder(link)) {
            return this;
        }
        if (link instanceof Linear next && linear.isEmpty() && after.isEmpty()) {
            return new Branch(parameter, before, Optional.of(next), after);
        }
        if (link instanceof Elementwise f && f.dense().isPresent()) {
            if (linear.isEmpty() && before.isEmpty()) {
                return new Branch(parameter, f.dense(), linear, after);
            }
            if (linear.isPresent() && after.isEmpty()) {
                return new Branch(parameter, before, linear, f.dense());
            }
        }
        throw new NotDense("the function " + whole);
    }

    /** Tells whether what is fed back is a product and nothing after it. */
    boolean isProduct() {
        return linear.isPresent() && before.isEmpty();
    }

    boolean hasBias() {
        return linear.filter(product -> product.parameters().size() == 2).isPresent();
    }

    /** Tells whether it hands its input on as it is. */
    boolean isIdentity() {
        return before.isEmpty() && linear.isEmpty();
    }
}
