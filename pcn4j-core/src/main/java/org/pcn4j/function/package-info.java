/**
 * Local differentiable functions with explicit pullbacks, and the losses at a network's outputs. A function knows its
 * own inputs and parameters and nothing of the network around it.
 */
@NullMarked
package org.pcn4j.function;

import org.jspecify.annotations.NullMarked;
