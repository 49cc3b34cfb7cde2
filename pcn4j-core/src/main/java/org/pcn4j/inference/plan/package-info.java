/**
 * Compiles a network, a clamping, a schedule and what to observe into a plan, without touching a tensor. {@link
 * org.pcn4j.inference.plan.Rounds} writes one time as the rule is defined; {@link org.pcn4j.inference.plan.Known} finds what
 * is known without computing; {@link org.pcn4j.inference.plan.Rewrites} say what may be left out or computed otherwise, and
 * why; {@link org.pcn4j.inference.plan.Demand} goes backwards from what is wanted; {@link org.pcn4j.inference.plan.Emission}
 * writes instructions; {@link org.pcn4j.inference.plan.Gathering} folds sums in autograd's order; {@link
 * org.pcn4j.inference.plan.Lifetimes} frees places; {@link org.pcn4j.inference.plan.Check} holds every plan to its laws.
 */
@NullMarked
package org.pcn4j.inference.plan;

import org.jspecify.annotations.NullMarked;
