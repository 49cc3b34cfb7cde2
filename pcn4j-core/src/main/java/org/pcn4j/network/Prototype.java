package org.pcn4j.network;

import org.pcn4j.function.Energy;
import org.pcn4j.function.Function;

/**
 * What a predicted node is, whoever its parents are.
 *
 * @param function with the parameters of the energy, if that has any
 */
record Prototype(Function function, Place place, Energy energy) {
    /**
     * Adds the energy's parameters.
     *
     * @throws NetworkException if a value could not be free by this energy
     */
    Prototype {
        if (place instanceof Place.Inner && energy.precision().isEmpty()) {
            throw new NetworkException(
                    "a node that is no output cannot have the energy " + energy + ", expected a Gaussian");
        }
        function = energy.predictor(function);
    }
}
