package org.pcn4j.train.model;

import org.pcn4j.function.Function;

/** The settings of a function that is no record of them itself. Immutable. */
interface Recipe {
    /** Returns the function. */
    Function function();
}
