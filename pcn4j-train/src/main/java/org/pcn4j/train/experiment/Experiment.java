package org.pcn4j.train.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pcn4j.dense.Kernels;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.inference.run.Reduction;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.Device;
import org.pcn4j.train.Length;
import org.pcn4j.train.StepCheck;
import org.pcn4j.train.model.Energies;
import org.pcn4j.train.model.Made;
import org.pcn4j.train.model.ModelSpec;
import org.pcn4j.train.settings.Contradiction;
import org.pcn4j.train.settings.Places;
import org.pcn4j.train.settings.SettingsException;
import org.pcn4j.train.settings.SettingsText;

/**
 * All that a training depends on, but for the machine. Immutable.
 *
 * @param model the network
 * @param loss what it learns by
 * @param classWeights how much each class counts in it
 * @param data what it learns from
 * @param rule how it learns
 * @param changes the rules that take over, in the order of their epochs
 * @param optimizer what moves its parameters
 * @param projection how they are kept in bounds
 * @param schedule how the learning rate goes
 * @param clip the greatest length of an update, if there is one
 * @param clipValue the greatest size of an element of an update's gradient, if there is one
 * @param augment how images are changed at random
 * @param batch samples in an update
 * @param epochs how long it learns, unless that is said in updates
 * @param updates how long it learns, unless that is said in epochs
 * @param patience for how many epochs it may do no better before training ends
 * @param seed of first weights, orders, masks and all else that is drawn at random while it learns
 * @param dtype of its numbers
 * @param threads how many; as many as there are, unless it is said
 * @param arithmetic whose sums its rules are carried out by; what suits each, unless it is said
 * @param reduction how ranks add up what they learned, where several train
 * @param checkpoint when it is saved on the way
 * @param stepGuard what is done about a step γ that is too large for values to converge
 * @param places where all this is written down, for messages; no part of what the experiment is
 */
public record Experiment(
        ModelSpec model,
        Made<Energy> loss,
        ClassWeights classWeights,
        DataSpec data,
        RuleSpec rule,
        List<RuleChange> changes,
        OptimizerSpec optimizer,
        ProjectionSpec projection,
        ScheduleSpec schedule,
        Optional<Double> clip,
        Optional<Double> clipValue,
        AugmentSpec augment,
        int batch,
        Optional<Integer> epochs,
        Optional<Long> updates,
        Optional<Integer> patience,
        long seed,
        Precision dtype,
        Optional<Integer> threads,
        Optional<Arithmetic> arithmetic,
        Reduction reduction,
        CheckpointSpec checkpoint,
        StepCheck stepGuard,
        Places places) {

    /**
     * Copies the list and checks what must agree.
     *
     * @throws Contradiction if settings exclude each other: which
     */
    public Experiment {
        changes = List.copyOf(changes);
        if (epochs.isPresent() == updates.isPresent()) {
            throw new Contradiction(
                    "expected a length in epochs or in updates and none for the other, found "
                            + (epochs.isPresent() ? "both: set epochs=none, or updates=none" : "neither"),
                    "epochs",
                    "updates");
        }
        if (patience.isPresent() && data.validation() == 0) {
            throw new Contradiction(
                    "it needs samples to validate on: expected data.validation greater than 0, found 0",
                    "patience",
                    "data.validation");
        }
        requireLoss(model, data, loss);
        if (!loss.equals(Energies.CROSS_ENTROPY) && !(classWeights instanceof ClassWeights.None)) {
            throw new Contradiction(
                    "it weighs a cross-entropy: expected none beside " + loss.name(), "class-weights", "loss");
        }
        requireSchedule(rule, "rule");
        requireTaken(loss, rule, "rule");
        for (int i = 0; i < changes.size(); i++) {
            requireSchedule(changes.get(i).rule(), "changes[" + i + "].rule");
            requireTaken(loss, changes.get(i).rule(), "changes[" + i + "].rule");
        }
        requireClippable(clip, rule, changes);
        Carried.require(arithmetic, rule, changes);
        Timetable.requireOrder(rule, changes);
        if (epochs.isPresent()) {
            Timetable.requireWithin(changes, epochs.get());
        } else {
            schedule.requireWithin(updates.orElseThrow(), "updates");
        }
    }

    private static void requireLoss(ModelSpec model, DataSpec data, Made<Energy> loss) {
        try {
            model.requireLoss(loss);
        } catch (Contradiction e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new Contradiction(String.valueOf(e.getMessage()), "loss", "model");
        }
        try {
            data.answers().require(loss);
        } catch (IllegalArgumentException e) {
            throw new Contradiction(
                    String.valueOf(e.getMessage()), "loss", model.learnsItsInput() ? "model" : "data.target");
        }
    }

    /** How deep the network is changes nothing of which axes of a schedule go together. */
    private static void requireSchedule(RuleSpec rule, String key) {
        try {
            if (rule instanceof RuleSpec.Scheduled scheduled) {
                scheduled.schedule(1);
            }
        } catch (IllegalArgumentException e) {
            throw new Contradiction(String.valueOf(e.getMessage()), key);
        }
    }

    private static void requireTaken(Made<Energy> loss, RuleSpec rule, String key) {
        if (!rule.takes(loss.it())) {
            throw new Contradiction(
                    loss.name() + " does not go with " + rule.label()
                            + ", which nudges outputs held by a squared error: expected squared-error, or the rule"
                            + " soft-nudge",
                    "loss",
                    key);
        }
    }

    private static void requireClippable(Optional<Double> clip, RuleSpec rule, List<RuleChange> changes) {
        if (clip.isEmpty()) {
            return;
        }
        requireClippable(rule, "rule");
        for (int i = 0; i < changes.size(); i++) {
            requireClippable(changes.get(i).rule(), "changes[" + i + "].rule");
        }
    }

    private static void requireClippable(RuleSpec rule, String key) {
        // How deep the network is changes nothing of it.
        if (!rule.rule(1).movesAParameterOnce()) {
            throw new Contradiction(
                    "it does not go with " + rule.label()
                            + ", which moves each parameter several times an update: expected none",
                    "clip",
                    key);
        }
    }

    /**
     * Reads an experiment.
     *
     * @param text YAML; what it leaves out has its default
     * @param overrides values in the place of those in the text or beside them, as in {@code optimizer.lr=0.01}
     * @throws SettingsException if anything in them is unknown, of another type or out of its range: where, what was
     *     expected and what was found, in one line
     */
    public static Experiment read(String text, List<String> overrides) {
        return SettingsText.of(text).read(ExperimentForm.KIND, overrides, ExperimentForm.RENAMED);
    }

    /**
     * Reads an experiment from a file in UTF-8.
     *
     * @throws SettingsException as for a text, and if the file cannot be read
     */
    public static Experiment read(Path file, List<String> overrides) {
        return SettingsText.of(file).read(ExperimentForm.KIND, overrides, ExperimentForm.RENAMED);
    }

    /**
     * Returns the experiment in which a model learns by all defaults.
     *
     * @throws IllegalArgumentException if there is no model of this name, or it has settings without a default
     */
    public static Experiment byDefault(String model) {
        return ExperimentForm.byDefault(model);
    }

    /** Returns how long it learns. */
    public Length length() {
        return updates.map(Length::updates).orElseGet(() -> Length.epochs(epochs.orElseThrow()));
    }

    /** Returns a rule in the experiment's arithmetic. */
    public Rule carried(Rule plain) {
        return arithmetic.map(plain::in).orElse(plain);
    }

    /** Returns the first rule for a network of this depth, in the experiment's arithmetic. */
    public Rule firstRule(int depth) {
        return carried(rule.rule(depth));
    }

    /** Returns what carries a plan of it out, and why. */
    public Backend backend(Plan plan) {
        return Backend.of(plan, dtype.dtype(), Device.CPU, Kernels.here());
    }

    /** Returns a text that is read as an equal experiment, with all defaults spelled out. */
    public String toYaml() {
        return SettingsText.write(ExperimentForm.KIND, this);
    }

    /** Returns the same text with a comment for each key, to begin an experiment of one's own with. */
    public String toTemplate() {
        return SettingsText.explain(ExperimentForm.KIND, this);
    }

    /**
     * Reads the data and checks everything that can be checked before training.
     *
     * @param access where published data are
     * @throws ExperimentException if model, data and the rest do not fit: which, what was expected and what was found
     * @throws org.pcn4j.data.DataException if data are missing or damaged
     * @throws org.pcn4j.train.fetch.FetchException if data must be fetched and cannot be
     * @throws InterruptedException if the thread is interrupted while data are fetched
     */
    public Prepared prepare(DataAccess access) throws InterruptedException {
        return Prepared.of(this, data.load(access));
    }

    /**
     * Returns the network alone. Of data that are generated, a few samples show what they are like; others are read whole.
     *
     * @param access where published data are
     * @throws ExperimentException if model and data do not fit: what was expected and what was found
     * @throws org.pcn4j.data.DataException if data are missing or damaged
     * @throws org.pcn4j.train.fetch.FetchException if data must be fetched and cannot be
     * @throws InterruptedException if the thread is interrupted while data are fetched
     */
    public Network network(DataAccess access) throws InterruptedException {
        LoadedData found = data.isGenerated() ? data.example() : data.load(access);
        try {
            return Task.of(model, found).network(loss);
        } catch (IllegalArgumentException e) {
            throw ExperimentException.misfit(this, found, e);
        }
    }

    /**
     * Plans an update of the experiment's network.
     *
     * @return nothing where the rule follows no schedule
     * @throws ExperimentException if rule and network do not fit, or the rule cannot be carried out in the arithmetic that is
     *     asked for: why
     */
    public Optional<Plan> plan(Network network) {
        try {
            int depth = network.depth();
            Carried.require(firstRule(depth), this, network, model.clamping(), Kernels.here(), "rule");
            return Plannable.plan(this, network);
        } catch (Contradiction e) {
            throw new ExperimentException(places.locate(e), e);
        }
    }
}
