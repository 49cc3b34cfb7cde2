package org.pcn4j.analysis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.analysis.ComparisonReport.RuleReport;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/**
 * Trains one network by several learning rules side by side, each on its own copy of the same initial parameters, with
 * an optimizer of its own, on the same batches. The rules take turns, A B C A B C …, so that a noisy machine treats them
 * alike. The first rule that {@linkplain Rule#isReference is a reference} is what the others are compared with; backpropagation
 * runs as it where none is asked for. A rule whose loss or parameters are no
 * longer finite, that throws or for which memory does not suffice is stopped at once; the others go on. Prints nothing; a {@link ComparisonListener} hears of everything.
 */
public final class Comparison {
    /** How many of the last updates the reported training loss is a mean of, if there were as many. */
    public static final int LOSSES = 50;

    private final Network network;
    private final Parameters initial;
    private final List<Rule> rules;
    private final Supplier<Optimizer> optimizers;
    private final Seed noise;
    private final LearnerSource learners;

    /** Puts rules to work, each on parameters of its own. */
    @FunctionalInterface
    public interface LearnerSource {
        /**
         * Puts a rule to work.
         *
         * @param parameters changed by learning; borrowed
         * @param optimizer of this rule alone; borrowed
         * @param noise where the rule draws from what it draws
         */
        Learner learner(Rule rule, Network network, Parameters parameters, Optimizer optimizer, Seed noise);
    }

    /**
     * Prepares a comparison.
     *
     * @param initial what all rules begin with; borrowed, unchanged
     * @param rules at least one, no two of the same name
     * @param optimizers gives every rule a new optimizer, all with the same settings
     * @param noise where the schedules' noise is drawn from, the same for each, if they have any
     * @throws IllegalArgumentException if there is no rule or if two have the same name
     */
    public Comparison(
            Network network, Parameters initial, List<Rule> rules, Supplier<Optimizer> optimizers, Seed noise) {
        this(network, initial, rules, optimizers, noise, Rule::learner);
    }

    private Comparison(
            Network network,
            Parameters initial,
            List<Rule> rules,
            Supplier<Optimizer> optimizers,
            Seed noise,
            LearnerSource learners) {
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("a comparison needs a rule at least");
        }
        Set<String> names = new HashSet<>();
        for (Rule rule : rules) {
            if (!names.add(rule.name())) {
                throw new IllegalArgumentException("two rules are named '" + rule.name() + "'");
            }
        }
        this.network = network;
        this.initial = initial;
        this.rules = List.copyOf(rules);
        this.optimizers = optimizers;
        this.noise = noise;
        this.learners = learners;
    }

    /** Returns the same comparison of rules that are put to work otherwise, as with a learning rate that changes. */
    public Comparison withLearners(LearnerSource other) {
        return new Comparison(network, initial, rules, optimizers, noise, other);
    }

    /**
     * Trains and measures.
     *
     * @param batches the batch of each update, from 0; what it makes is closed after the update, unless it was kept
     * @param updates of each rule, at least 1
     * @param test what to test on; borrowed, may be empty
     * @throws IllegalArgumentException if the number of updates is less than 1
     * @throws org.pcn4j.function.ShapeException if a batch does not fit the network
     */
    public ComparisonReport run(
            LongFunction<Clamps> batches, long updates, List<TestBatch> test, ComparisonListener listener) {
        if (updates < 1) {
            throw new IllegalArgumentException("the number of updates must be at least 1, not " + updates);
        }
        List<Contestant> contestants = new ArrayList<>();
        try {
            Rule first = rules.stream().filter(Rule::isReference).findFirst().orElseGet(Rule.Backprop::new);
            Contestant reference = contestant(first);
            contestants.add(reference);
            List<Contestant> shown = new ArrayList<>();
            for (Rule rule : rules) {
                if (rule == first) {
                    shown.add(reference);
                } else {
                    Contestant contestant = contestant(rule);
                    contestants.add(contestant);
                    shown.add(contestant);
                }
            }
            List<Failure> failures = new ArrayList<>();
            contestants.forEach(contestant -> note(contestant, failures, listener));
            long done = train(contestants, shown, batches, updates, listener, failures);
            return report(done, reference, shown, failures, test, listener);
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    private Contestant contestant(Rule rule) {
        return new Contestant(rule, network, initial, optimizers, noise, learners);
    }

    private static void note(Contestant contestant, List<Failure> failures, ComparisonListener listener) {
        contestant.failure().ifPresent(failures::add);
        contestant.failure().ifPresent(listener::failed);
    }

    private static long train(
            List<Contestant> contestants,
            List<Contestant> shown,
            LongFunction<Clamps> batches,
            long updates,
            ComparisonListener listener,
            List<Failure> failures) {
        long done = 0;
        while (done < updates && !listener.isCancelled() && shown.stream().anyMatch(Contestant::isRunning)) {
            try (TensorScope scope = new TensorScope()) {
                Clamps clamps = batches.apply(done);
                done++;
                for (Contestant contestant : contestants) {
                    if (contestant.isRunning()) {
                        OptionalDouble loss = contestant.update(clamps);
                        if (loss.isPresent()) {
                            listener.updated(contestant.name(), done, loss.getAsDouble());
                        }
                        note(contestant, failures, listener);
                    }
                }
            }
        }
        return done;
    }

    private ComparisonReport report(
            long done,
            Contestant reference,
            List<Contestant> shown,
            List<Failure> failures,
            List<TestBatch> test,
            ComparisonListener listener) {
        List<RuleReport> reports = new ArrayList<>();
        for (Contestant contestant : shown) {
            if (done > 0 && contestant.isRunning()) {
                listener.testing(contestant.name());
                contestant.attempt(done, () -> reports.add(report(contestant, reference, test, listener)));
                note(contestant, failures, listener);
            }
        }
        return new ComparisonReport(done, reports, failures);
    }

    private RuleReport report(
            Contestant contestant, Contestant reference, List<TestBatch> test, ComparisonListener listener) {
        Optional<Divergence> divergence = reference.isRunning()
                ? Optional.of(Divergence.between(reference.parameters(), contestant.parameters())
                        .all())
                : Optional.empty();
        Timing timing = contestant.timing().orElseThrow();
        return new RuleReport(
                contestant.name(),
                divergence,
                contestant.recentLoss(),
                Accuracy.of(network, contestant.parameters(), test, listener::isCancelled),
                timing,
                reference
                        .timing()
                        .map(other -> timing.median() / other.median())
                        .orElse(Double.NaN),
                contestant.cost());
    }
}
