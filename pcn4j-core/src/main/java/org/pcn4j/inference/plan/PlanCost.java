package org.pcn4j.inference.plan;

/**
 * How much of the heavy work an update takes, identity delays left out.
 *
 * @param predict the number of predictions
 * @param pullback the number of pullbacks
 * @param learn the number of those that give Δθ
 */
public record PlanCost(long predict, long pullback, long learn) {}
