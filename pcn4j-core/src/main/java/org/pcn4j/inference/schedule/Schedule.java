package org.pcn4j.inference.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A learning rule, as data: how inference begins, how it moves the free values and how long, and when parameters learn. At
 * each time t = 0 … T all nodes predict, then pull their errors back, then the free values relax (no more at T); see
 * {@code docs/learning-rules.md} for the equations. Immutable; every axis has a default, and {@code with…} says otherwise.
 */
public final class Schedule {
    private final Axes axes;

    /** Everything that a schedule says. Written only while a schedule is made. */
    private static final class Axes {
        String name = "";
        Start start = new Start.ForwardPass();
        Relaxation relaxation = new Descent(1);
        Until until = new Until.Depth();
        Learning learning = new Learning.AtEnd();
        Predictions predictions = Predictions.LIVE;
        Levelling levelling = Levelling.NONE;
        Reach reach = Reach.EDGE;
        Errors errors = Errors.INSTANT;
        Parents parents = Parents.CURRENT;
        Nudging nudging = new Nudging.None();
        Weighting weighting = new Weighting.Even();
        /** Not among {@link #all}: a training goes on from a checkpoint of either. */
        Optional<Arithmetic> arithmetic = Optional.empty();

        /** What a schedule is told by: its younger axes only where they say something, so that it is told as it was. */
        List<Object> all() {
            List<Object> all =
                    new ArrayList<>(List.of(name, start, relaxation, until, learning, predictions, levelling));
            if (reach != Reach.EDGE) {
                all.add(reach);
            }
            if (errors != Errors.INSTANT) {
                all.add(errors);
            }
            if (parents != Parents.CURRENT) {
                all.add(parents);
            }
            if (!nudging.equals(new Nudging.None())) {
                all.add(nudging);
            }
            if (!weighting.equals(new Weighting.Even())) {
                all.add(weighting);
            }
            return all;
        }

        Axes copy() {
            Axes copy = new Axes();
            copy.name = name;
            copy.start = start;
            copy.relaxation = relaxation;
            copy.until = until;
            copy.learning = learning;
            copy.predictions = predictions;
            copy.levelling = levelling;
            copy.reach = reach;
            copy.errors = errors;
            copy.parents = parents;
            copy.nudging = nudging;
            copy.weighting = weighting;
            copy.arithmetic = arithmetic;
            return copy;
        }
    }

    private Schedule(Axes axes) {
        this.axes = axes;
        AxesCheck.requireFit(this);
    }

    private Schedule with(Consumer<Axes> change) {
        Axes changed = axes.copy();
        change.accept(changed);
        return new Schedule(changed);
    }

    /**
     * Returns inference learning under a name: from a forward pass, by descent with γ = 1, as many steps as the network is
     * deep, all parameters learning at the end from predictions that follow the values.
     *
     * @param name for reports, as in {@code il}
     */
    public static Schedule named(String name) {
        Axes axes = new Axes();
        axes.name = name;
        return new Schedule(axes);
    }

    /** Returns the name, for reports. */
    public String name() {
        return axes.name;
    }

    /** Returns how free values begin. */
    public Start start() {
        return axes.start;
    }

    /** Returns how free values move. */
    public Relaxation relaxation() {
        return axes.relaxation;
    }

    /** Returns how long inference lasts. */
    public Until until() {
        return axes.until;
    }

    /** Returns when parameters learn. */
    public Learning learning() {
        return axes.learning;
    }

    /** Returns what inference predicts from. */
    public Predictions predictions() {
        return axes.predictions;
    }

    /** Returns what is done about edges that skip levels. */
    public Levelling levelling() {
        return axes.levelling;
    }

    /** Returns how far news travels within one time. */
    public Reach reach() {
        return axes.reach;
    }

    /** Returns what an error is while values move. */
    public Errors errors() {
        return axes.errors;
    }

    /** Returns at which values of its parents a node learns. */
    public Parents parents() {
        return axes.parents;
    }

    /** Returns how strongly outputs are pulled to their targets. */
    public Nudging nudging() {
        return axes.nudging;
    }

    /** Returns what errors are multiplied by, by level and time. */
    public Weighting weighting() {
        return axes.weighting;
    }

    /** Returns whose sums it is carried out by; nothing where that is left to what suits the schedule best. */
    public Optional<Arithmetic> arithmetic() {
        return axes.arithmetic;
    }

    /** Returns this schedule carried out by these sums. What it is {@linkplain #toString told by} stays as it is. */
    public Schedule withArithmetic(Arithmetic arithmetic) {
        return with(changed -> changed.arithmetic = Optional.of(arithmetic));
    }

    /**
     * Returns this schedule in fused arithmetic only where that is to be had, and not in bfloat16: instruments look in double
     * precision, or at what dense kernels do not observe.
     */
    public Schedule withFusedOptional() {
        return axes.arithmetic.filter(said -> said != Arithmetic.EXACT).isPresent()
                ? with(changed -> changed.arithmetic = Optional.empty())
                : this;
    }

    /** Returns this schedule under another name, as for a comparison with itself relaxed. */
    public Schedule withName(String name) {
        return with(changed -> changed.name = name);
    }

    /** Returns this schedule with another beginning. */
    public Schedule withStart(Start start) {
        return with(changed -> changed.start = start);
    }

    /**
     * Returns this schedule with noise on the initial values.
     *
     * @param sigma the standard deviation: finite, at least 0
     * @throws IllegalArgumentException if it is out of its range
     */
    public Schedule withInitialNoise(double sigma) {
        if (!(sigma >= 0 && Double.isFinite(sigma))) {
            throw new IllegalArgumentException("the initial noise must be finite and at least 0, not " + sigma);
        }
        return withStart(sigma == 0 ? new Start.ForwardPass() : new Start.Noisy(sigma));
    }

    /** Returns this schedule with another motion of the values. */
    public Schedule withRelaxation(Relaxation relaxation) {
        return with(changed -> changed.relaxation = relaxation);
    }

    /**
     * Returns this schedule with plain descent by another integration step.
     *
     * @param gamma γ: finite, greater than 0
     * @throws IllegalArgumentException if it is out of its range
     */
    public Schedule withGamma(double gamma) {
        return withRelaxation(new Descent(gamma));
    }

    /** Returns this schedule with another end. */
    public Schedule withUntil(Until until) {
        return with(changed -> changed.until = until);
    }

    /**
     * Returns this schedule with another number of relaxations.
     *
     * @param count T, at least 0
     * @throws IllegalArgumentException if it is negative
     */
    public Schedule withSteps(int count) {
        return withUntil(new Until.Steps(count));
    }

    /**
     * Returns this schedule with other times to learn.
     *
     * @throws IllegalArgumentException if predictions are fixed and parameters would not learn at the end
     */
    public Schedule withLearning(Learning learning) {
        return with(changed -> changed.learning = learning);
    }

    /**
     * Returns this schedule with other predictions.
     *
     * @throws IllegalArgumentException if they are fixed and parameters do not learn at the end
     */
    public Schedule withPredictions(Predictions predictions) {
        return with(changed -> changed.predictions = predictions);
    }

    /** Returns this schedule with edges that skip levels delayed, or not. */
    public Schedule withLevelling(Levelling levelling) {
        return with(changed -> changed.levelling = levelling);
    }

    /**
     * Returns this schedule with news that travels as far within one time.
     *
     * @throws IllegalArgumentException if it is the whole graph, and predictions are fixed, skips delayed, or values begin
     *     elsewhere than at a forward pass
     */
    public Schedule withReach(Reach reach) {
        return with(changed -> changed.reach = reach);
    }

    /**
     * Returns this schedule with errors that are at once what they are defined as, or follow it.
     *
     * @throws IllegalArgumentException if they are dynamic, and predictions are fixed or news reaches the whole graph
     */
    public Schedule withErrors(Errors errors) {
        return with(changed -> changed.errors = errors);
    }

    /**
     * Returns this schedule with Δθ taken at other values of the parents.
     *
     * @throws IllegalArgumentException if they are not the current ones and errors are a state, predictions are fixed, or
     *     parameters do not learn
     *     at the end, or the next ones are to follow values that settle
     */
    public Schedule withParents(Parents parents) {
        return with(changed -> changed.parents = parents);
    }

    /**
     * Returns this schedule with outputs pulled otherwise to their targets.
     *
     * @throws IllegalArgumentException if it is by both signs and parameters do not learn at the end
     */
    public Schedule withNudging(Nudging nudging) {
        return with(changed -> changed.nudging = nudging);
    }

    /**
     * Returns this schedule with errors weighed otherwise.
     *
     * @throws IllegalArgumentException if that depends on time and values are to settle
     */
    public Schedule withWeighting(Weighting weighting) {
        return with(changed -> changed.weighting = weighting);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule schedule
                && schedule.axes.all().equals(axes.all())
                && schedule.axes.arithmetic.equals(axes.arithmetic);
    }

    @Override
    public int hashCode() {
        return axes.all().hashCode();
    }

    @Override
    public String toString() {
        return axes.all().toString();
    }
}
