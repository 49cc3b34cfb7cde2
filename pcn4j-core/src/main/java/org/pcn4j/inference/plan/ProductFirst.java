package org.pcn4j.inference.plan;

import java.util.List;
import java.util.Optional;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Reshape;

/**
 * A function that is a product with weights, W x + b of all numbers of x, and functions of every element alike after it.
 *
 * @param product the first function but for those that leave the numbers as they lie
 * @param after of the product; nothing changes it where there is none
 */
public record ProductFirst(Linear product, Function after) {
    /**
     * Returns the two parts of a node's function, if it is such a function.
     *
     * @param function of one input
     */
    public static Optional<ProductFirst> of(Function function) {
        List<Function> links = function instanceof Chain chain ? chain.links() : List.of(function);
        int first = 0;
        while (first < links.size() && keepsOrder(links.get(first))) {
            first++;
        }
        if (first == links.size() || !(links.get(first) instanceof Linear product)) {
            return Optional.empty();
        }
        List<Function> rest = links.subList(first + 1, links.size());
        if (!rest.stream().allMatch(Elementwise.class::isInstance)) {
            return Optional.empty();
        }
        return Optional.of(new ProductFirst(
                product,
                rest.isEmpty()
                        ? new Identity()
                        : rest.size() == 1 ? rest.get(0) : Chain.of(rest.toArray(Function[]::new))));
    }

    /** Tells whether a function leaves the numbers of a sample as they lie. */
    public static boolean keepsOrder(Function link) {
        return link instanceof Identity || link instanceof Flatten || link instanceof Reshape;
    }
}
