package org.pcn4j.train.experiment;

import java.util.List;
import java.util.Optional;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.run.Reduction;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.train.StepCheck;
import org.pcn4j.train.model.Answers;
import org.pcn4j.train.model.Energies;
import org.pcn4j.train.model.Made;
import org.pcn4j.train.model.ModelForms;
import org.pcn4j.train.model.ModelSpec;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.FormerKey;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Places;
import org.pcn4j.train.settings.Values;

/** How experiments are written, with the defaults of their settings. */
final class ExperimentForm {
    private static final int EPOCHS = 5;
    private static final int MOST = Integer.MAX_VALUE;
    private static final int MOST_THREADS = 1024;
    private static final int MOST_CHANGES = 100;
    private static final String NONE = "none";

    static final Form<Experiment> KIND = kind();

    /** What 0.1.0 called otherwise. */
    static final List<FormerKey> RENAMED = List.of(new FormerKey("data", "normalise", "normalize"));

    private ExperimentForm() {}

    static Experiment byDefault(String model) {
        ModelSpec spec = ModelForms.KIND.byDefault(model);
        DataSpec data = DataSpec.KIND.byDefault(spec.defaultData());
        return new Experiment(
                spec,
                defaultLoss(spec, data),
                new ClassWeights.None(),
                data,
                Rules.CATALOG.byDefault(spec.defaultRule()),
                List.of(),
                Optimizers.CATALOG.byDefault("adam"),
                ProjectionSpec.CATALOG.byDefault("none"),
                ScheduleSpec.KIND.byDefault("constant"),
                Optional.empty(),
                Optional.empty(),
                AugmentSpec.NONE,
                spec.defaultBatch(),
                Optional.of(EPOCHS),
                Optional.empty(),
                Optional.empty(),
                1,
                Precision.FLOAT32,
                Optional.empty(),
                Optional.empty(),
                Reduction.EXACT,
                CheckpointSpec.EACH_EPOCH,
                StepCheck.WARN,
                Places.NONE);
    }

    private static Made<Energy> defaultLoss(ModelSpec model, DataSpec data) {
        Answers answers = model.learnsItsInput() ? Answers.NUMBERS : data.answers();
        return model.defaultLoss().orElseGet(answers::defaultLoss);
    }

    private static ModelSpec model(Values values) {
        return values.find("model", ModelSpec.class).orElseThrow();
    }

    private static Form<Experiment> kind() {
        Experiment defaults = byDefault("mlp");
        return Entry.of("an experiment", Experiment.class, "All that a training depends on.")
                .key("model", ModelForms.KIND, defaults.model(), "The network.")
                .dependent(
                        "data",
                        DataSpec.KIND,
                        values -> DataSpec.KIND.byDefault(model(values).defaultData()),
                        "What it learns from.")
                .dependent(
                        "loss",
                        Energies.KIND,
                        values -> defaultLoss(
                                model(values),
                                values.find("data", DataSpec.class).orElseThrow()),
                        "What it learns by: cross-entropy for classes or squared-error.")
                .key(
                        "class-weights",
                        ClassWeights.KIND,
                        defaults.classWeights(),
                        "How much each class counts in cross-entropy: none, balanced, or weights by class, as"
                                + " {cat: 2, dog: 1}.")
                .dependent(
                        "rule",
                        Rules.CATALOG,
                        values -> Rules.CATALOG.byDefault(model(values).defaultRule()),
                        "The learning rule.")
                .key(
                        "changes",
                        Kinds.list(RuleChange.KIND, 0, MOST_CHANGES),
                        defaults.changes(),
                        "Rules that take over, each after so many epochs from the beginning, as in [{after: 2, rule: il}].")
                .key("optimizer", Optimizers.CATALOG, defaults.optimizer(), "What moves the parameters.")
                .key(
                        "projection",
                        ProjectionSpec.CATALOG,
                        defaults.projection(),
                        "How parameters are changed after every update, once the optimizer has moved them.")
                .key("schedule", ScheduleSpec.KIND, defaults.schedule(), "How the learning rate goes.")
                .key(
                        "clip",
                        Kinds.orWord(Kinds.positive(), NONE),
                        defaults.clip(),
                        "The greatest length of an update's gradient, over all parameters, or none.")
                .key(
                        "clip-value",
                        Kinds.orWord(Kinds.positive(), NONE),
                        defaults.clipValue(),
                        "The greatest size of an element of an update's gradient, or none.")
                .key("augment", AugmentSpec.KIND, defaults.augment(), "How images are changed at random.")
                .dependent(
                        "batch", Kinds.count(1, MOST), values -> model(values).defaultBatch(), "Samples in an update.")
                .key(
                        "updates",
                        Kinds.orWord(Kinds.whole(1, Long.MAX_VALUE), NONE),
                        defaults.updates(),
                        "How long it learns, instead of epochs.")
                .dependent(
                        "epochs",
                        Kinds.orWord(Kinds.count(1, MOST), NONE),
                        values -> values.find("updates", Object.class).equals(Optional.of(Optional.empty()))
                                ? defaults.epochs()
                                : Optional.empty(),
                        "How long it learns, in passes over all samples; none where the length is in updates.")
                .key(
                        "patience",
                        Kinds.orWord(Kinds.count(1, MOST), NONE),
                        defaults.patience(),
                        "After how many epochs without a better loss on the samples held back it stops, or none.")
                .key(
                        "seed",
                        Kinds.whole(Long.MIN_VALUE, Long.MAX_VALUE),
                        defaults.seed(),
                        "Of first weights, orders and masks.")
                .key(
                        "dtype",
                        Kinds.choice("dtype", Precision.class, Precision::label),
                        defaults.dtype(),
                        "Of its numbers: float32 or float64.")
                .key(
                        "threads",
                        Kinds.orWord(Kinds.count(1, MOST_THREADS), "auto"),
                        defaults.threads(),
                        "How many threads, or auto for as many as the machine has.")
                .key(
                        "arithmetic",
                        Kinds.orWord(Kinds.choice("arithmetic", Arithmetic.class), NONE),
                        defaults.arithmetic(),
                        "Whose sums: exact for libtorch's, fused for dense kernels' whose bits no thread or machine changes,"
                                + " bf16 for theirs with inference's products in bfloat16, none for what suits the rule.")
                .key(
                        "reduction",
                        Kinds.choice("reduction", Reduction.class),
                        defaults.reduction(),
                        "How ranks add up what they learned, where several train: exact for the bits of one process, or"
                                + " fast.")
                .key(
                        "checkpoint",
                        CheckpointSpec.KIND,
                        defaults.checkpoint(),
                        "When it is saved on the way, where it is to be.")
                .key(
                        "step-guard",
                        Kinds.choice("step-guard", StepCheck.class),
                        defaults.stepGuard(),
                        "What is done about a γ too large for values to converge: warn, strict to refuse it, or none.")
                .places("places")
                .form();
    }
}
