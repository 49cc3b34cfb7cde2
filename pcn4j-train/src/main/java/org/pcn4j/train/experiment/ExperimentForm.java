package org.pcn4j.train.experiment;

import java.util.List;
import java.util.Optional;
import org.pcn4j.train.model.Answers;
import org.pcn4j.train.model.LossChoice;
import org.pcn4j.train.model.ModelForms;
import org.pcn4j.train.model.ModelSpec;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Places;

/** How experiments are written, with the defaults of their settings. */
final class ExperimentForm {
    private static final int EPOCHS = 5;
    private static final int MOST = Integer.MAX_VALUE;
    private static final int MOST_THREADS = 1024;
    private static final int MOST_CHANGES = 100;
    private static final String NONE = "none";

    static final Form<Experiment> KIND = kind();

    private ExperimentForm() {}

    static Experiment usual(String model) {
        ModelSpec spec = ModelForms.KIND.usual(model);
        DataSpec data = DataSpec.KIND.usual(spec.usualData());
        return new Experiment(
                spec,
                usualLoss(spec, data),
                new ClassWeights.None(),
                data,
                RuleSpec.KIND.usual(RuleChoice.Z_IL.label()),
                List.of(),
                OptimizerSpec.KIND.usual("adam"),
                ScheduleSpec.KIND.usual("constant"),
                Optional.empty(),
                AugmentSpec.NONE,
                spec.usualBatch(),
                Optional.of(EPOCHS),
                Optional.empty(),
                Optional.empty(),
                1,
                Precision.FLOAT32,
                Optional.empty(),
                CheckpointSpec.EACH_EPOCH,
                Places.NONE);
    }

    private static LossChoice usualLoss(ModelSpec model, DataSpec data) {
        Answers answers = model instanceof ModelSpec.Autoencoder ? Answers.NUMBERS : data.answers();
        return answers.usualLoss();
    }

    private static Form<Experiment> kind() {
        Experiment usual = usual("mlp");
        Form.Builder<Experiment> form = Form.of("an experiment");
        Key<ModelSpec> model = form.key("model", ModelForms.KIND, usual.model(), Experiment::model, "The network.");
        Key<DataSpec> data = form.dependent(
                "data",
                DataSpec.KIND,
                v -> DataSpec.KIND.usual(v.get(model).usualData()),
                Experiment::data,
                "What it learns from.");
        Key<LossChoice> loss = form.dependent(
                "loss",
                Kinds.choice("loss", LossChoice.class, LossChoice::label),
                v -> usualLoss(v.get(model), v.get(data)),
                Experiment::loss,
                "What it learns by: cross-entropy for classes or squared-error.");
        Key<ClassWeights> weights = form.key(
                "class-weights",
                ClassWeights.KIND,
                usual.classWeights(),
                Experiment::classWeights,
                "How much each class counts in cross-entropy: none, balanced, or weights by class, as {cat: 2, dog: 1}.");
        Key<RuleSpec> rule = form.key("rule", RuleSpec.KIND, usual.rule(), Experiment::rule, "The learning rule.");
        Key<List<RuleChange>> changes = form.key(
                "changes",
                Kinds.list(RuleChange.KIND, 0, MOST_CHANGES),
                usual.changes(),
                Experiment::changes,
                "Rules that take over, each after so many epochs from the beginning, as in [{after: 2, rule: il}].");
        Key<OptimizerSpec> optimizer = form.key(
                "optimizer",
                OptimizerSpec.KIND,
                usual.optimizer(),
                Experiment::optimizer,
                "What moves the parameters.");
        Key<ScheduleSpec> schedule = form.key(
                "schedule", ScheduleSpec.KIND, usual.schedule(), Experiment::schedule, "How the learning rate goes.");
        Key<Optional<Double>> clip = form.key(
                "clip",
                Kinds.orWord(Kinds.positive(), NONE),
                usual.clip(),
                Experiment::clip,
                "The greatest length of an update's gradient, over all parameters, or none.");
        Key<AugmentSpec> augment = form.key(
                "augment", AugmentSpec.KIND, usual.augment(), Experiment::augment, "How images are changed at random.");
        Key<Integer> batch = form.dependent(
                "batch",
                Kinds.count(1, MOST),
                v -> v.get(model).usualBatch(),
                Experiment::batch,
                "Samples in an update.");
        Kind<Optional<Long>> updatesKind = Kinds.orWord(Kinds.whole(1, Long.MAX_VALUE), NONE);
        Key<Optional<Long>> updates = form.key(
                "updates", updatesKind, usual.updates(), Experiment::updates, "How long it learns, instead of epochs.");
        Key<Optional<Integer>> epochs = form.dependent(
                "epochs",
                Kinds.orWord(Kinds.count(1, MOST), NONE),
                v -> v.get(updates).isPresent() ? Optional.empty() : usual.epochs(),
                Experiment::epochs,
                "How long it learns, in passes over all samples; none where it is said in updates.");
        Key<Optional<Integer>> patience = form.key(
                "patience",
                Kinds.orWord(Kinds.count(1, MOST), NONE),
                usual.patience(),
                Experiment::patience,
                "After how many epochs without a better loss on the samples held back it stops, or none.");
        Key<Long> seed = form.key(
                "seed",
                Kinds.whole(Long.MIN_VALUE, Long.MAX_VALUE),
                usual.seed(),
                Experiment::seed,
                "Of first weights, orders and masks.");
        Key<Precision> dtype = form.key(
                "dtype",
                Kinds.choice("dtype", Precision.class, Precision::label),
                usual.dtype(),
                Experiment::dtype,
                "Of its numbers: float32 or float64.");
        Key<Optional<Integer>> threads = form.key(
                "threads",
                Kinds.orWord(Kinds.count(1, MOST_THREADS), "auto"),
                usual.threads(),
                Experiment::threads,
                "How many threads, or auto for as many as the machine has.");
        Key<CheckpointSpec> checkpoint = form.key(
                "checkpoint",
                CheckpointSpec.KIND,
                usual.checkpoint(),
                Experiment::checkpoint,
                "When it is saved on the way, where it is to be.");
        return form.make(v -> new Experiment(
                v.get(model),
                v.get(loss),
                v.get(weights),
                v.get(data),
                v.get(rule),
                v.get(changes),
                v.get(optimizer),
                v.get(schedule),
                v.get(clip),
                v.get(augment),
                v.get(batch),
                v.get(epochs),
                v.get(updates),
                v.get(patience),
                v.get(seed),
                v.get(dtype),
                v.get(threads),
                v.get(checkpoint),
                v.places()));
    }
}
