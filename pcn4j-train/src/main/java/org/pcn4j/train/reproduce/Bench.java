package org.pcn4j.train.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
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

/** What a case works with: data, threads, and somebody to tell how far it has come. For one case at a time, on one thread. */
public final class Bench {
    /** Each lane has data of its own, some hundred megabytes of them. */
    private static final int MOST_LANES = 4;

    private final DataAccess access;
    private final LastData data;
    private final OptionalInt threads;
    private final ReproductionListener listener;
    private final Optional<Arithmetic> arithmetic;
    private final Consumer<Threads> setting;
    private final BooleanSupplier isEnded;
    private final AtomicBoolean isTold;
    private final Set<String> arithmetics = new LinkedHashSet<>();
    private Optional<Case> current = Optional.empty();
    private Threads used = new Threads(1, 1);

    /**
     * Sets up.
     *
     * @param access where published data are
     * @param threads how many to use; as many as there are, unless it is said
     * @param arithmetic whose sums all rules are carried out by; what suits each, unless it is said
     * @throws IllegalArgumentException if there is less than 1 thread
     */
    public Bench(
            DataAccess access, OptionalInt threads, Optional<Arithmetic> arithmetic, ReproductionListener listener) {
        this(
                access,
                threads,
                arithmetic,
                new OneAtATime(listener),
                areChosen(threads) ? unused -> {} : Threads::use,
                () -> false,
                new AtomicBoolean());
    }

    private Bench(
            DataAccess access,
            OptionalInt threads,
            Optional<Arithmetic> arithmetic,
            ReproductionListener listener,
            Consumer<Threads> setting,
            BooleanSupplier isEnded,
            AtomicBoolean isTold) {
        if (threads.isPresent() && threads.getAsInt() < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads.getAsInt());
        }
        this.access = access;
        this.data = new LastData(access);
        this.threads = threads;
        this.arithmetic = arithmetic;
        this.listener = listener;
        this.setting = setting;
        this.isEnded = isEnded;
        this.isTold = isTold;
    }

    /**
     * Puts one thread a case in force, for the whole process, and returns benches for cases that are done at a time: as many as
     * there are threads, but no more than four. Where the user chose threads by environment, it is one bench, with those.
     *
     * @param isEnded tells when no case of these is to go on
     */
    List<Bench> lanes(BooleanSupplier isEnded) {
        setting.accept(new Threads(1, 1));
        return IntStream.range(0, areChosen(threads) ? 1 : Math.min(most(), MOST_LANES))
                .mapToObj(lane -> new Bench(access, threads, arithmetic, listener, unused -> {}, isEnded, isTold))
                .toList();
    }

    /** Tells whether the user chose threads by environment, and by nothing else. */
    private static boolean areChosen(OptionalInt threads) {
        return threads.isEmpty() && Threads.chosenByEnvironment();
    }

    /** Returns who hears. */
    ReproductionListener listener() {
        return listener;
    }

    /** Returns whose sums all rules are carried out by, where it is said. */
    Optional<Arithmetic> arithmetic() {
        return arithmetic;
    }

    /** Begins a case: what carried out the rules of those before is forgotten, and so are their threads. */
    void begin(Case each) {
        current = Optional.of(each);
        arithmetics.clear();
        use(Threads.forMatrices(most()));
    }

    private int most() {
        return threads.orElseGet(Threads::available);
    }

    /** Those of a lane are in force already; each thread has libtorch's for its own once it has asked for them. */
    private void use(Threads suited) {
        setting.accept(suited);
        used = Threads.current();
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
        use(Shards.suited(network, batch, most()));
    }

    /** Returns the threads that were in force last. */
    public Threads threads() {
        return used;
    }

    /** Says how much of the case is done, from 0 to 1. */
    public void done(double share) throws InterruptedException {
        tell(share);
        goOn();
    }

    private void tell(double share) {
        current.ifPresent(each -> listener.progressed(each, share));
    }

    /**
     * Ends the case if the user wants an end.
     *
     * @throws InterruptedException if so
     */
    public void goOn() throws InterruptedException {
        if (isCancelled()) {
            throw new InterruptedException("the case was told to end");
        }
    }

    private boolean isCancelled() {
        return listener.isCancelled() || isEnded.getAsBoolean();
    }

    /** Says once why there are no dense kernels, if a rule would be faster by them. */
    private void tellMissing(Backends backends) {
        Optional<String> notice = backends.notice();
        if (notice.isPresent() && isTold.compareAndSet(false, true)) {
            listener.said(notice.get());
        }
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
                tell((double) update / updates);
            }

            @Override
            public boolean isCancelled() {
                return Bench.this.isCancelled();
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
                .withStop(this::isCancelled)
                .withListener(new TrainingListener() {
                    @Override
                    public void updated(Progress progress, double loss) {
                        tell(before + part * progress.updates() / progress.ofUpdates());
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
