package org.pcn4j.train.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.data.Augmentation;
import org.pcn4j.data.Batch;
import org.pcn4j.data.ChosenSamples;
import org.pcn4j.data.HorizontalFlip;
import org.pcn4j.data.ImageChange;
import org.pcn4j.data.PadAndCrop;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Split;
import org.pcn4j.dense.Kernels;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.run.Ends;
import org.pcn4j.inference.run.Shards;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.Backends;
import org.pcn4j.train.Checkpoints;
import org.pcn4j.train.Evaluator;
import org.pcn4j.train.Length;
import org.pcn4j.train.RuleSchedule;
import org.pcn4j.train.Targets;
import org.pcn4j.train.Trainer;
import org.pcn4j.train.experiment.AugmentSpec.Flip;
import org.pcn4j.train.model.Borders;
import org.pcn4j.train.model.Description;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.model.Preparation;
import org.pcn4j.train.settings.Contradiction;

/**
 * An experiment whose data are read and whose parts fit each other: all that a training needs. Immutable and thread-safe;
 * optimizers and parameters belong to whoever asks for them.
 *
 * @param experiment what it was made of
 * @param description the network's form, and what its samples are
 * @param network the network
 * @param train the samples to train on
 * @param validation those held back from them, if any are
 * @param test the samples to test on in the end
 */
public record Prepared(
        Experiment experiment,
        Description description,
        Network network,
        Samples train,
        Optional<Samples> validation,
        Samples test) {

    /**
     * Brings an experiment and its data together.
     *
     * @throws ExperimentException if they do not fit: what was expected and what was found
     */
    static Prepared of(Experiment experiment, LoadedData data) {
        return of(experiment, data, Kernels.here());
    }

    /** The same with these dense kernels, or without any. */
    static Prepared of(Experiment experiment, LoadedData data, Kernels kernels) {
        try {
            Task task = Task.of(experiment.model(), data);
            Network plain = task.network(experiment.loss());
            Plannable.require(experiment, plain, task.ends(experiment.loss(), plain));
            Seed seed = new Seed(experiment.seed());
            Samples some = limited(task.samples().train(), experiment.data().train(), seed.derive("train"));
            Samples test = limited(task.samples().test(), experiment.data().test(), seed.derive("test"));
            Optional<Split<Samples>> heldBack = heldBack(some, experiment.data().validation(), seed);
            Samples train = heldBack.map(Split::train).orElse(some);
            Carried.require(
                    experiment, plain, task.ends(experiment.loss(), plain).clamping(plain), kernels);
            requireBatch(experiment.batch(), train);
            Timetable.requireWithin(experiment, (train.size() + experiment.batch() - 1L) / experiment.batch());
            requireImages(experiment, task.domain());
            ClassCheck.require(task.domain(), train, task.samples());
            Preparation preparation = preparation(experiment, data, train);
            Prepared prepared = new Prepared(
                    experiment,
                    new Description(experiment.model(), experiment.loss(), preparation, experiment.arithmetic()),
                    weighted(experiment, task, train).orElse(plain),
                    preparation.applyTo(train),
                    heldBack.map(split -> preparation.applyTo(split.test())),
                    preparation.applyTo(test));
            prepared.requireFit(prepared.train());
            prepared.requireFit(prepared.test());
            prepared.requireLastBatch();
            return prepared;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw ExperimentException.misfit(experiment, data, e);
        }
    }

    private static Samples limited(Samples samples, Optional<Integer> most, Seed seed) {
        return most.map(count -> ChosenSamples.some(samples, count, seed)).orElse(samples);
    }

    private static Optional<Split<Samples>> heldBack(Samples samples, double share, Seed seed) {
        if (share == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Split.of(samples, share, seed.derive("validation")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; say validation: 0 to hold none back", e);
        }
    }

    private static void requireBatch(int batch, Samples train) {
        if (batch > train.size()) {
            throw new Contradiction(
                    String.format(
                            Locale.ROOT, "expected at most the %d samples to train on, found %d", train.size(), batch),
                    "batch",
                    "data.train",
                    "data.validation");
        }
    }

    private static void requireImages(Experiment experiment, Domain domain) {
        if (!experiment.augment().equals(AugmentSpec.NONE) && !(domain instanceof Domain.Images)) {
            throw new Contradiction("expected none, since it changes images alone", "augment", "data");
        }
        if (domain instanceof Domain.Images images) {
            int most = Math.min(images.height(), images.width()) - 1;
            if (experiment.augment().crop() > most) {
                throw new Contradiction(
                        String.format(
                                Locale.ROOT,
                                "expected at most %d pixels of %dx%d, found %d",
                                most,
                                images.height(),
                                images.width(),
                                experiment.augment().crop()),
                        "augment.crop",
                        "data");
            }
        }
    }

    /** Takes all statistics from the samples to train on alone. */
    private static Preparation preparation(Experiment experiment, LoadedData data, Samples train) {
        Domain domain = data.domain();
        Preparation preparation = Preparation.plain(domain);
        preparation = Statistics.ofInputs(experiment.data().normalize(), train, domain)
                .map(preparation::withInputs)
                .orElse(preparation);
        if (experiment.data().source().scalesTargets()) {
            preparation = preparation.withTargets(Statistics.ofTargets(train, domain.outputs()));
        }
        return data instanceof LoadedData.Images images && domain instanceof Domain.Images shape
                ? preparation.withImages(images.reading().ground(), Borders.brightness(train, shape))
                : preparation;
    }

    /** Returns the network whose classes count differently, where they do. */
    private static Optional<Network> weighted(Experiment experiment, Task task, Samples train) {
        List<Double> weights;
        try {
            weights = experiment.classWeights().of(task.domain().classes(), train);
        } catch (IllegalArgumentException e) {
            throw new Contradiction(String.valueOf(e.getMessage()), "class-weights");
        }
        return weights.isEmpty() ? Optional.empty() : Optional.of(task.network(new CrossEntropy(weights)));
    }

    /** Returns what the numbers are that the network learns; nothing where it learns classes, or to show its input. */
    public Optional<Targets> targets() {
        Preparation preparation = description.preparation();
        List<String> names = preparation.targetNames();
        return names.isEmpty() ? Optional.empty() : Optional.of(new Targets(names, preparation.targets()));
    }

    /** Returns what evaluates the network by its samples, in the units of what it learns. */
    public Evaluator evaluator() {
        Evaluator plain = description
                .generative()
                .map(asked -> new Evaluator(asked, experiment.batch()))
                .orElseGet(() -> new Evaluator(network, experiment.batch()));
        Evaluator inUnits = targets().map(plain::withTargets).orElse(plain);
        return experiment.arithmetic().map(inUnits::in).orElse(inUnits);
    }

    /** Makes sure that the network takes such samples, by its first one. */
    private void requireFit(Samples samples) {
        if (samples.size() == 0) {
            throw new IllegalArgumentException("'" + samples.name() + "' has no samples");
        }
        DType dtype = experiment.dtype().dtype();
        try (TensorScope scope = new TensorScope();
                Batch batch = samples.batch(new int[] {0}, dtype)) {
            Ends ends = ends();
            ends.clamps(network, batch.inputs(), batch.targets(), dtype)
                    .requireFit(network, ends.clamping(network).on(network), dtype);
        }
    }

    /**
     * Makes sure that a network that looks at a batch as a whole can learn from the last one of an epoch where that is a
     * single sample: it may have no variance.
     */
    private void requireLastBatch() {
        if (network.isSamplewise() || (experiment.batch() > 1 && train.size() % experiment.batch() != 1)) {
            return;
        }
        try (TensorScope scope = new TensorScope();
                Parameters parameters = parameters();
                Passes passes = Passes.learning(parameters, seed())) {
            Tensor inputs = train.batch(new int[] {0}, parameters.dtype()).inputs();
            network.forward(parameters.tensors(), List.of(inputs), passes);
        } catch (ShapeException e) {
            throw new Contradiction(
                    "the last one of an epoch has a single sample of " + train.size() + ": " + e.getMessage(),
                    "batch",
                    "data.train",
                    "data.validation");
        }
    }

    private Seed seed() {
        return new Seed(experiment.seed());
    }

    /** Draws first parameters, which the caller closes. */
    public Parameters parameters() {
        return network.initialize(seed().derive("weights"), experiment.dtype().dtype());
    }

    /** Returns a new optimizer, which the caller closes. */
    public Optimizer optimizer() {
        return experiment.optimizer().optimizer();
    }

    /** Returns where the network holds samples and targets. */
    public Ends ends() {
        return description.generative().map(Generative::ends).orElseGet(() -> Ends.of(network));
    }

    /** Returns how long training lasts. */
    public Length length() {
        return experiment.length();
    }

    /** Returns the trainer, which writes no checkpoints yet. */
    public Trainer trainer() {
        Trainer trainer = trainer(rules())
                .withBatchSize(experiment.batch())
                .withSeed(seed())
                .withRate(experiment.schedule().schedule())
                .withStepCheck(experiment.stepGuard())
                .withReduction(experiment.reduction());
        trainer = experiment.clip().map(trainer::withClippedNorm).orElse(trainer);
        trainer = experiment.clipValue().map(trainer::withClippedValues).orElse(trainer);
        trainer = experiment
                .projection()
                .projection()
                .map(trainer::withProjection)
                .orElse(trainer);
        trainer = augmentation().map(trainer::withAugmentation).orElse(trainer);
        trainer = validation.map(trainer::withValidation).orElse(trainer);
        trainer = targets().map(trainer::withTargets).orElse(trainer);
        trainer = experiment.arithmetic().map(trainer::withEvaluation).orElse(trainer);
        return experiment.patience().map(trainer::withPatience).orElse(trainer);
    }

    /** Returns what carries the experiment's rules out, and why. */
    public Backends backends() {
        return trainer().backends(experiment.dtype().dtype());
    }

    /** Returns the trainer of the network by other rules, that knows nothing else of the experiment. */
    public Trainer trainer(RuleSchedule others) {
        return description
                .generative()
                .map(asked -> Trainer.of(asked, others))
                .orElseGet(() -> Trainer.of(network, others));
    }

    /** Returns the trainer that writes checkpoints when the experiment says so. */
    public Trainer trainer(Path checkpoints) {
        Checkpoints kept =
                Checkpoints.in(checkpoints).withLast(experiment.checkpoint().keep());
        Optional<Length> every = experiment.checkpoint().every().map(Length::updates);
        return trainer().withCheckpoints(every.map(kept::withEvery).orElse(kept));
    }

    private RuleSchedule rules() {
        int depth = network.depth();
        RuleSchedule rules = RuleSchedule.of(experiment.firstRule(depth));
        int before = 0;
        for (RuleChange change : experiment.changes()) {
            rules = rules.then(
                    Length.epochs(change.after() - before),
                    experiment.carried(change.rule().rule(depth)));
            before = change.after();
        }
        return rules;
    }

    private Optional<Augmentation> augmentation() {
        List<ImageChange> changes = new ArrayList<>();
        if (experiment.augment().flip() == Flip.HORIZONTAL) {
            changes.add(new HorizontalFlip());
        }
        if (experiment.augment().crop() > 0) {
            changes.add(new PadAndCrop(experiment.augment().crop()));
        }
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(Augmentation.of(description.domain().shape(), changes.toArray(ImageChange[]::new)));
    }

    /** Puts the threads in force that suit the network, for the whole process, unless the environment has chosen. */
    public Threads useThreads() {
        return useThreads(1);
    }

    /** The same where the process is one of some ranks that train together, each with as many threads. */
    public Threads useThreads(int ranks) {
        if (experiment.threads().isPresent() || !Threads.chosenByEnvironment()) {
            int count = experiment.threads().orElseGet(Threads::available);
            Shards.suited(network, experiment.batch(), count, ranks).use();
        }
        return Threads.current();
    }

    /**
     * Returns the model that answers by these parameters; the caller closes it.
     *
     * @param parameters copied
     */
    public Model model(Parameters parameters) {
        return Model.of(description, parameters);
    }
}
