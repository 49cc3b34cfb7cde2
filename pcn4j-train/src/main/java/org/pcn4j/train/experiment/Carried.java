package org.pcn4j.train.experiment;

import java.util.List;
import java.util.Optional;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.train.settings.Contradiction;

/** The arithmetic that rules are carried out in, found out before anything is written. */
final class Carried {
    private static final String KEY = "arithmetic";

    private Carried() {}

    /**
     * Makes sure that settings do not speak against an arithmetic.
     *
     * @throws Contradiction if they do: which
     */
    static void require(Optional<Arithmetic> asked, RuleSpec rule, List<RuleChange> changes) {
        if (asked.isEmpty()) {
            return;
        }
        require(asked.get(), rule, "rule");
        for (int i = 0; i < changes.size(); i++) {
            require(asked.get(), changes.get(i).rule(), key(i));
        }
    }

    private static String key(int change) {
        return "changes[" + change + "].rule";
    }

    /** How deep the network is changes nothing of it. */
    private static void require(Arithmetic asked, RuleSpec rule, String key) {
        try {
            Rule unused = rule.rule(1).in(asked);
            unused.name();
        } catch (IllegalArgumentException e) {
            throw new Contradiction(String.valueOf(e.getMessage()), KEY, key);
        }
    }

    /**
     * Makes sure that all rules of an experiment that asks for fused or bf16 arithmetic can be carried out so here.
     *
     * @param clamping who is held while the network learns
     * @param kernels the dense kernels of this machine, or why there are none
     * @throws Contradiction if one cannot: why
     */
    static void require(Experiment experiment, Network network, Clamping clamping, Kernels kernels) {
        int depth = network.depth();
        require(experiment.firstRule(depth), experiment, network, clamping, kernels, "rule");
        for (int i = 0; i < experiment.changes().size(); i++) {
            Rule rule = experiment.carried(experiment.changes().get(i).rule().rule(depth));
            require(rule, experiment, network, clamping, kernels, key(i));
        }
    }

    /** The same for one rule, in the experiment's arithmetic. */
    static void require(
            Rule rule, Experiment experiment, Network network, Clamping clamping, Kernels kernels, String key) {
        Optional<Arithmetic> asked = experiment.arithmetic().filter(said -> said != Arithmetic.EXACT);
        if (asked.isEmpty()) {
            return;
        }
        Optional<Backend> found =
                rule.backend(network, clamping, experiment.dtype().dtype(), kernels);
        found.filter(backend -> backend.arithmetic() != asked.get()).ifPresent(backend -> {
            String refusal = backend.refusal(rule.name(), asked.get()) + ", as by --set " + KEY + "=exact";
            throw backend.cause() == Backend.Cause.NETWORK
                    ? new Contradiction(refusal, KEY, "model", key)
                    : new Contradiction(refusal, KEY);
        });
    }
}
