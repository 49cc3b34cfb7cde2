package org.pcn4j.inference.plan;

/**
 * How much of the heavy work an update takes, identity delays left out.
 *
 * @param predict the number of predictions
 * @param pullback the number of pullbacks
 * @param learn the number of those that give Δθ
 */
public record PlanCost(long predict, long pullback, long learn) {
    /** Returns the cost of this and another part of an update. */
    public PlanCost plus(PlanCost other) {
        return new PlanCost(predict + other.predict, pullback + other.pullback, learn + other.learn);
    }
}
