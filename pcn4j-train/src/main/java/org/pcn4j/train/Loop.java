package org.pcn4j.train;

import java.util.Optional;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.data.Samples;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.TensorScope;

/** One training, update by update. For one thread. */
final class Loop {
    private final Settings settings;
    private final Parameters parameters;
    private final Optimizer optimizer;
    private final Batches batches;
    private final Listeners listeners;
    private final Optional<Saver> saver;
    private final StepWatch watch;
    private Position position;
    private Rule rule;
    private Learner learner;

    /**
     * Prepares.
     *
     * @param listeners knows how many updates there are to be
     * @param saver where checkpoints are to be written; borrowed
     * @param from where to begin or to go on
     */
    Loop(
            Settings settings,
            Parameters parameters,
            Optimizer optimizer,
            Batches batches,
            Listeners listeners,
            Optional<Saver> saver,
            Position from) {
        this.settings = settings;
        this.parameters = parameters;
        this.optimizer = optimizer;
        this.batches = batches;
        this.listeners = listeners;
        this.saver = saver;
        this.watch = new StepWatch(settings, parameters, batches, listeners);
        this.position = from;
        this.rule = settings.rules.at(from.update(), listeners.perEpoch());
        this.learner = learner(rule);
    }

    private Learner learner(Rule rule) {
        return new TrainingLearner(rule, settings, parameters, optimizer, listeners.updates());
    }

    /** Trains to the end. */
    Training run() {
        Progress begin = listeners.progress(position);
        listeners.all(listener -> listener.began(begin));
        Optional<StepSize> step = watch.take(rule, begin);
        if (isRulesFirst()) {
            tell(begin, step);
        }
        Training.End end = lostPatience() ? Training.End.NO_LONGER_BETTER : Training.End.COMPLETE;
        try (BatchesAhead ahead = new BatchesAhead(batches, position.update(), listeners.updates(), settings.ahead)) {
            while (position.update() < listeners.updates() && end == Training.End.COMPLETE) {
                end = step(ahead);
            }
        } finally {
            optimizer.setLearningRateFactor(1);
        }
        Training training = new Training(listeners.progress(position), end, position.evaluations());
        listeners.all(listener -> listener.ended(training));
        return training;
    }

    /** Does an update and all that follows it. */
    private Training.End step(BatchesAhead ahead) {
        double loss = update(ahead, position.update());
        position = position.updated();
        Progress now = listeners.progress(position);
        listeners.all(listener -> listener.updated(now, loss));
        Training.End end = Training.End.COMPLETE;
        if (settings.validation.isPresent() && settings.validateEvery.isDue(now)) {
            evaluate(now, settings.validation.get());
            end = lostPatience() ? Training.End.NO_LONGER_BETTER : end;
        }
        boolean stops = settings.stop.getAsBoolean();
        // All end after the same update, whoever was asked to.
        end = settings.ranks.map(group -> group.any(stops)).orElse(stops) ? Training.End.STOPPED : end;
        boolean last = end != Training.End.COMPLETE || now.updates() == now.ofUpdates();
        saver.filter(each -> last || each.isDue(position, now)).ifPresent(each -> each.save(position, rule));
        return end;
    }

    private double update(BatchesAhead ahead, long number) {
        Rule wanted = settings.rules.at(number, listeners.perEpoch());
        if (!wanted.equals(rule)) {
            rule = wanted;
            learner = learner(wanted);
            Progress now = listeners.progress(position);
            tell(now, watch.take(rule, now));
        }
        try (TensorScope scope = new TensorScope();
                Batch batch = ahead.next()) {
            double loss = learner.update(settings.clamps(batch, parameters.dtype()), number);
            if (!Double.isFinite(loss)) {
                throw new TrainingException.NotFinite(
                        "the loss is " + loss + " at update " + (number + 1) + ": " + Remedy.of(rule));
            }
            return loss;
        }
    }

    private void evaluate(Progress now, Samples samples) {
        Evaluation found = settings.evaluator().evaluate(parameters, samples);
        listeners.all(listener -> listener.evaluated(now, found));
        position = position.evaluated(found);
        tell(now, watch.look(now));
    }

    /** Whether the rule has not learned before: what a training that was not interrupted would tell now, too. */
    private boolean isRulesFirst() {
        long done = position.update();
        return done == 0 || !settings.rules.at(done - 1, listeners.perEpoch()).equals(rule);
    }

    private void tell(Progress now, Optional<StepSize> found) {
        found.ifPresent(step -> listeners.all(listener -> listener.stepMeasured(now, rule.name(), step)));
    }

    private boolean lostPatience() {
        return settings.patience.isPresent() && position.waited() >= settings.patience.get();
    }
}
