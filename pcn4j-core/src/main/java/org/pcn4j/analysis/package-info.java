/**
 * What can be learned from runs: how far two of them diverge, what a plan costs, how energies fall, and side-by-side
 * comparisons of learning rules.
 */
@NullMarked
package org.pcn4j.analysis;

import org.jspecify.annotations.NullMarked;
