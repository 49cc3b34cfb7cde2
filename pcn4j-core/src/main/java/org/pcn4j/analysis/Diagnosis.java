package org.pcn4j.analysis;

import java.util.Optional;
import java.util.function.Supplier;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/**
 * All that the instruments tell of a rule on one batch: how far its inference is from equilibrium and its update from
 * backpropagation's, and what it costs.
 *
 * @param rule its name
 * @param samples in the batch
 * @param trace what inference does, time by time; nothing of a rule without a schedule
 * @param step how large the rule's step is beside the largest with which values converge; nothing where there is none to guard
 * @param update how the rule's update lies beside backpropagation's
 * @param alignment of the rule's update with the targets
 * @param alignmentOfBackpropagation the same of backpropagation's update
 * @param closedForm the energy at equilibrium in closed form, where there is one
 * @param cost the heavy work of an update
 * @param costOfBackpropagation the same of backpropagation
 */
public record Diagnosis(
        String rule,
        long samples,
        Optional<InferenceTrace> trace,
        Optional<StepSize> step,
        UpdateComparison update,
        double alignment,
        double alignmentOfBackpropagation,
        Optional<EquilibratedEnergy> closedForm,
        PlanCost cost,
        PlanCost costOfBackpropagation) {
    /**
     * Diagnoses a rule.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch, of roots and outputs; borrowed
     * @param optimizers gives a new optimizer for each update that is tried
     * @param noise where the rule draws from what it draws
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public static Diagnosis of(
            Network network,
            Parameters parameters,
            Clamps clamps,
            Rule rule,
            Supplier<Optimizer> optimizers,
            Seed noise) {
        ParameterUpdater none = ParameterUpdater.none();
        Learner learner = rule.learner(network, parameters, none, noise);
        Rule reference = new Rule.Backprop();
        return new Diagnosis(
                rule.name(),
                clamps.batch(),
                rule.asSchedule().map(schedule -> InferenceTrace.of(network, parameters, clamps, schedule, noise)),
                rule.asSchedule()
                        .flatMap(schedule -> StepGuard.of(network, schedule))
                        .map(guard -> guard.measure(parameters, clamps)),
                UpdateComparison.of(network, parameters, clamps, rule, noise),
                TargetAlignment.of(network, parameters, clamps, rule, optimizers, noise),
                TargetAlignment.of(network, parameters, clamps, reference, optimizers, noise),
                EquilibratedEnergy.of(
                        network,
                        parameters,
                        clamps,
                        rule.asSchedule().map(Schedule::nudging).orElseGet(Nudging.None::new)),
                learner.cost(),
                new Backpropagation(network, parameters, none, noise).cost());
    }
}
