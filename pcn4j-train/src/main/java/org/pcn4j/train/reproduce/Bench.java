package org.pcn4j.train.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.pcn4j.analysis.ComparisonListener;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.run.Shards;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.Backends;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Length;
import org.pcn4j.train.Progress;
import org.pcn4j.train.RuleSchedule;
import org.pcn4j.train.StepCheck;
import org.pcn4j.train.Trainer;
import org.pcn4j.train.Training;
import org.pcn4j.train.TrainingException;
import org.pcn4j.train.TrainingListener;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.Labeled;
import org.pcn4j.train.experiment.LastData;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.experiment.RuleComparison;
import org.pcn4j.train.experiment.RuleSpec;

/** What a case works with: data, threads, and somebody to tell how far it has come. For one thread. */
public final class Bench {
    private final LastData data;
    private final OptionalInt threads;
    private final ReproductionListener listener;
    private final Optional<Arithmetic> arithmetic;
    private final Set<String> arithmetics = new LinkedHashSet<>();
    private Threads used = new Threads(1, 1);
    private boolean isTold;

    /**
     * Sets up.
     *
     * @param access where published data are
     * @param threads how many to use; as many as there are, unless it is said
     * @param arithmetic whose sums all rules are carried out by; what suits each, unless it is said
     */
    public Bench(
            DataAccess access, OptionalInt threads, Optional<Arithmetic> arithmetic, ReproductionListener listener) {
        this.data = new LastData(access);
        this.threads = threads;
        this.arithmetic = arithmetic;
        this.listener = listener;
    }

    /** Returns whose sums all rules are carried out by, where it is said. */
    Optional<Arithmetic> arithmetic() {
        return arithmetic;
    }

    /** Forgets what carried out the rules of the cases before. */
    void begin() {
        arithmetics.clear();
    }

    /** Returns what carried out the rules of the case, as in {@code fused}; empty where no rule learned. */
    String arithmetics() {
        return String.join("; ", arithmetics);
    }

    private void note(Backends backends) {
        if (!backends.byRule().isEmpty()) {
            arithmetics.add(backends.arithmetics());
        }
    }

    /** Returns a rule as it is carried out on a network of one's own, whose ends are held. */
    public Rule carried(Rule rule, Network network, DType dtype) {
        Rule carried = arithmetic.map(rule::in).orElse(rule);
        note(Backends.of(List.of(carried), network, Clamping.ofEnds(), dtype, Kernels.here()));
        return carried;
    }

    /** Reads a rule as experiments write it, as in {@code {name: il, steps: 20}}. */
    public static RuleSpec rule(String text) {
        // Every rule takes a squared error; not every one takes another loss.
        return Experiment.read("", List.of("loss=squared-error", "rule=" + text))
                .rule();
    }

    /** Reads a rule for a network, and calls it by another name, as where two differ in their settings alone. */
    public static Rule rule(String name, String text, Network network) {
        return new Labeled(name, rule(text).rule(network.depth()));
    }

    /** Reads an experiment of settings as {@code --set} takes them, with spaces between. */
    public static Experiment experiment(String settings, long seed) {
        List<String> all = new ArrayList<>(List.of(settings.split(" (?=[a-z-]+(?:[.a-z-]+)?=)", -1)));
        all.add("seed=" + seed);
        return Experiment.read("", all);
    }

    /**
     * Prepares an experiment, and puts the threads in force that suit it.
     *
     * @param settings as {@code --set} takes them, with spaces between, as in {@code model=mlp optimizer.lr=0.1}
     */
    public Prepared prepare(String settings, long seed) throws InterruptedException {
        String sums = arithmetic
                .map(asked -> " arithmetic=" + asked.name().toLowerCase(Locale.ROOT))
                .orElse("");
        Experiment experiment = experiment(settings + sums, seed);
        Prepared prepared = data.prepare(experiment);
        useThreads(prepared.network(), experiment.batch());
        return prepared;
    }

    /** Puts the threads in force that suit a network. */
    public void useThreads(Network network, int batch) {
        if (threads.isPresent() || !Threads.chosenByEnvironment()) {
            Shards.suited(network, batch, threads.orElseGet(Threads::available)).use();
        }
        used = Threads.current();
    }

    /** Returns the threads that were in force last. */
    public Threads threads() {
        return used;
    }

    /** Says how much of the case is done, from 0 to 1. */
    public void done(double share) throws InterruptedException {
        listener.progressed(share);
        goOn();
    }

    /**
     * Ends the case if the user wants an end.
     *
     * @throws InterruptedException if so
     */
    public void goOn() throws InterruptedException {
        if (listener.isCancelled()) {
            throw new InterruptedException("the case was told to end");
        }
    }

    /** Says once why there are no dense kernels, if a rule would be faster by them. */
    private void tellMissing(Backends backends) {
        Optional<String> notice = isTold ? Optional.empty() : backends.notice();
        notice.ifPresent(listener::said);
        isTold = isTold || notice.isPresent();
    }

    /** Trains by several rules side by side and compares them with backpropagation, for as long as the experiment says. */
    public ComparisonReport compare(Prepared prepared, List<Rule> rules) throws InterruptedException {
        Experiment experiment = prepared.experiment();
        RuleComparison comparison = new RuleComparison(
                prepared, rules.stream().map(experiment::carried).toList());
        note(comparison.backends());
        tellMissing(comparison.backends());
        long updates = comparison.updates();
        ComparisonReport report = comparison.run(new ComparisonListener() {
            @Override
            public void updated(String rule, long update, double loss) {
                listener.progressed((double) update / updates);
            }

            @Override
            public boolean isCancelled() {
                return listener.isCancelled();
            }
        });
        goOn();
        return report;
    }

    /**
     * Trains by one rule, for as long as the experiment says, evaluated by its test samples on the way.
     *
     * @param parameters changed by learning; borrowed
     * @param part how much of the case this is, from 0 to 1, after so much that is done
     * @return the evaluations; fewer where the loss was no longer finite before the end
     */
    public List<Evaluation> train(
            Prepared prepared, Rule rule, Parameters parameters, Length every, double before, double part)
            throws InterruptedException {
        return train(prepared, rule, parameters, every, before, part, unused -> {});
    }

    /**
     * The same, looked at on the way.
     *
     * @param look told each evaluation while the parameters are those that were evaluated
     */
    public List<Evaluation> train(
            Prepared prepared,
            Rule rule,
            Parameters parameters,
            Length every,
            double before,
            double part,
            Consumer<Evaluation> look)
            throws InterruptedException {
        List<Evaluation> evaluations = new ArrayList<>();
        Experiment experiment = prepared.experiment();
        Trainer trainer = prepared.trainer(RuleSchedule.of(experiment.carried(rule)))
                .withBatchSize(experiment.batch())
                .withSeed(new Seed(experiment.seed()))
                .withRate(experiment.schedule().schedule())
                .withStepCheck(StepCheck.NONE)
                .withValidation(prepared.test(), every)
                .withStop(listener::isCancelled)
                .withListener(new TrainingListener() {
                    @Override
                    public void updated(Progress progress, double loss) {
                        listener.progressed(before + part * progress.updates() / progress.ofUpdates());
                    }

                    @Override
                    public void evaluated(Progress progress, Evaluation evaluation) {
                        evaluations.add(evaluation);
                        look.accept(evaluation);
                    }
                });
        trainer = experiment
                .projection()
                .projection()
                .map(trainer::withProjection)
                .orElse(trainer);
        note(trainer.backends(parameters.dtype()));
        tellMissing(trainer.backends(parameters.dtype()));
        try (Optimizer optimizer = prepared.optimizer()) {
            Training unused = trainer.train(parameters, optimizer, prepared.train(), prepared.length());
        } catch (TrainingException e) {
            // The loss is no longer finite: there are no more evaluations.
        }
        goOn();
        return evaluations;
    }
}
