package org.pcn4j.inference.schedule;

/** Which axes of a schedule go together. */
final class AxesCheck {
    private AxesCheck() {}

    /**
     * Checks a schedule.
     *
     * @throws IllegalArgumentException if its name is blank or two of its axes contradict each other
     */
    static void requireFit(Schedule schedule) {
        if (schedule.name().isBlank()) {
            throw new IllegalArgumentException("a schedule's name must not be blank");
        }
        if (schedule.predictions() == Predictions.FIXED && !schedule.learning().isAtEnd()) {
            throw new IllegalArgumentException("the schedule " + schedule.name()
                    + " has fixed predictions, with which parameters learn at the end and at no other time");
        }
        if (schedule.reach() == Reach.GRAPH) {
            requireForGraph(schedule);
        }
        if (schedule.errors() == Errors.DYNAMIC && schedule.predictions() == Predictions.FIXED) {
            throw new IllegalArgumentException("errors cannot be dynamic with fixed predictions, expected live ones");
        }
        boolean areState = schedule.reach() == Reach.GRAPH || schedule.errors() == Errors.DYNAMIC;
        if (areState && !schedule.weighting().equals(new Weighting.Even())) {
            throw new IllegalArgumentException("the schedule " + schedule.name()
                    + " weighs errors by time, which needs errors that are x − μ at once, not where they are a state");
        }
        if (schedule.parents() != Parents.CURRENT) {
            requireParents(schedule);
        }
        if (schedule.nudging() instanceof Nudging.Centered
                && !schedule.learning().isAtEnd()) {
            throw new IllegalArgumentException("the schedule " + schedule.name()
                    + " nudges with both signs, so that parameters must learn at the end and at no other time");
        }
        if (schedule.weighting().varies() && schedule.until() instanceof Until.Settled) {
            throw new IllegalArgumentException("the schedule " + schedule.name()
                    + " weighs errors by time, so values do not rest: expected a number of steps");
        }
        if (schedule.weighting().varies() && schedule.relaxation().looks()) {
            throw new IllegalArgumentException("the schedule " + schedule.name() + " weighs errors by time, and its"
                    + " relaxation follows one energy over several times: expected descent or momentum, for example");
        }
    }

    private static void requireForGraph(Schedule schedule) {
        if (schedule.relaxation() instanceof MirrorDescent) {
            throw new IllegalArgumentException("news that reaches the whole graph makes errors the state, which have no"
                    + " potentials: expected another relaxation than mirror descent");
        }
        if (schedule.errors() == Errors.DYNAMIC) {
            throw new IllegalArgumentException(
                    "news that reaches the whole graph makes errors the state, which cannot follow"
                            + " values at the same time: expected instant errors");
        }
        if (schedule.predictions() == Predictions.FIXED) {
            throw new IllegalArgumentException(
                    "news cannot reach the whole graph with fixed predictions: a value's change"
                            + " would reach no child, expected live ones");
        }
        if (schedule.levelling() == Levelling.DELAYED) {
            throw new IllegalArgumentException(
                    "news that reaches the whole graph within a time cannot be delayed: expected no delays");
        }
        if (schedule.start() instanceof Start.Zeros) {
            throw new IllegalArgumentException(
                    "news that reaches the whole graph makes errors the state, which begin at"
                            + " zero, at noise or at a state of errors: values cannot begin at zero");
        }
    }

    private static void requireParents(Schedule schedule) {
        boolean isForward = schedule.parents() == Parents.FORWARD;
        String what = "the schedule " + schedule.name() + " learns at the parents' "
                + (isForward ? "values of the forward pass, " : "next values, ");
        if ((schedule.reach() == Reach.GRAPH && !isForward) || schedule.errors() == Errors.DYNAMIC) {
            throw new IllegalArgumentException(what
                    + "which needs errors that are x − μ at once, not where errors are a state: expected the current"
                    + " values");
        }
        if (schedule.predictions() == Predictions.FIXED) {
            throw new IllegalArgumentException(
                    what + "but with fixed predictions there are those of the forward pass alone: expected the current"
                            + " values");
        } else if (!schedule.learning().isAtEnd()) {
            throw new IllegalArgumentException(what + "so that parameters must learn at the end and at no other time");
        } else if (!isForward && schedule.until() instanceof Until.Settled) {
            throw new IllegalArgumentException(
                    what + "so that it cannot wait until values rest: expected a number of steps");
        }
    }
}
