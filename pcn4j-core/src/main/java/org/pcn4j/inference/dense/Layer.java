package org.pcn4j.inference.dense;

import java.util.List;
import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Reshape;

/**
 * A function that dense kernels compute: an activation, a product with weights, an activation, any of which may be missing. So both
 * conventions are layers, μ = f(W x) and μ = W f(x).
 *
 * @param before of the input
 * @param linear the product
 * @param after of the product
 */
record Layer(Optional<Activation> before, Optional<Linear> linear, Optional<Activation> after) {
    private static final Layer NOTHING = new Layer(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Returns the layer that a function is.
     *
     * @throws NotDense if it is none
     */
    static Layer of(Function function) throws NotDense {
        Layer layer = NOTHING;
        for (Function link : function instanceof Chain chain ? chain.links() : List.of(function)) {
            layer = layer.then(link, function);
        }
        return layer;
    }

    private Layer then(Function link, Function whole) throws NotDense {
        if (link instanceof Identity || link instanceof Flatten || link instanceof Reshape) {
            return this;
        }
        if (link instanceof Linear next && linear.isEmpty() && after.isEmpty()) {
            return new Layer(before, Optional.of(next), after);
        }
        if (link instanceof Elementwise f && f.dense().isPresent()) {
            if (linear.isEmpty() && before.isEmpty()) {
                return new Layer(f.dense(), linear, after);
            }
            if (linear.isPresent() && after.isEmpty()) {
                return new Layer(before, linear, f.dense());
            }
        }
        throw new NotDense("the function " + whole);
    }

    boolean hasBias() {
        return linear.filter(product -> product.parameters().size() == 2).isPresent();
    }
}
