/**
 * The learning rules, each a schedule of a few lines, backpropagation as their reference, and the optimizers that all of
 * them share.
 */
@NullMarked
package org.pcn4j.learning;

import org.jspecify.annotations.NullMarked;
