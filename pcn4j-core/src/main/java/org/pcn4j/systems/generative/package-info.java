/**
 * Networks that are asked from any end: PC graphs, bidirectional and hybrid predictive coding, generative chains, and Monte
 * Carlo predictive coding, which learns from samples.
 */
@NullMarked
package org.pcn4j.systems.generative;

import org.jspecify.annotations.NullMarked;
