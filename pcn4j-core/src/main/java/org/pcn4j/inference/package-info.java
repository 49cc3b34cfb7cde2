/**
 * Inference as data: a schedule says what happens when, a planner compiles it for a network into a plan of
 * instructions, and an executor runs the plan on tensors.
 */
@NullMarked
package org.pcn4j.inference;

import org.jspecify.annotations.NullMarked;
