package org.pcn4j.train.experiment;

import java.util.List;
import java.util.Optional;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;

/**
 * A rule under the name by which it was asked for: a class of one's own may call itself as another rule does.
 *
 * @param name the name in the catalog, or that of the class
 * @param rule does all the work
 */
public record Labeled(String name, Rule rule) implements Rule {
    /** Returns the rule of a specification, by its label. */
    public static Rule of(RuleSpec spec, int depth) {
        Rule rule = spec.rule(depth);
        String label = spec.label();
        return rule.name().equals(label) ? rule : new Labeled(label, rule);
    }

    @Override
    public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
        return rule.learner(network, parameters, updater, noise);
    }

    @Override
    public Learner learner(
            Network network, Clamping clamping, Parameters parameters, ParameterUpdater updater, Seed noise) {
        return rule.learner(network, clamping, parameters, updater, noise);
    }

    @Override
    public void require(Network network) {
        rule.require(network);
    }

    @Override
    public Rule in(Arithmetic arithmetic) {
        return new Labeled(name, rule.in(arithmetic));
    }

    @Override
    public Optional<Backend> backend(Network network, Clamping clamping, DType dtype, Kernels kernels) {
        return rule.backend(network, clamping, dtype, kernels);
    }

    @Override
    public Optional<Schedule> asSchedule() {
        return rule.asSchedule();
    }

    @Override
    public List<Schedule> schedules() {
        return rule.schedules();
    }

    @Override
    public boolean movesAParameterOnce() {
        return rule.movesAParameterOnce();
    }

    @Override
    public boolean isReference() {
        return rule.isReference();
    }
}
