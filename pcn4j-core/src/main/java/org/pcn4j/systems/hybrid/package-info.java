/**
 * Deep hybrid models: beliefs in generalized coordinates that move a body, and a discrete planner that says which attractors
 * they follow (Priorelli and Stoianov 2025, Entropy 27:570).
 */
@NullMarked
package org.pcn4j.systems.hybrid;

import org.jspecify.annotations.NullMarked;
