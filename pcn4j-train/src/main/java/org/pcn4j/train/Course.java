package org.pcn4j.train;

import java.util.Optional;
import java.util.function.Function;
import org.pcn4j.data.Batches;
import org.pcn4j.data.Samples;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;

/** One training, from where it begins to its end: alone or by ranks, with checkpoints or without. */
final class Course {
    private final Settings settings;
    private final Parameters parameters;
    private final Optimizer optimizer;
    private final Samples samples;
    private final Batches batches;
    private final Listeners listeners;

    /** Prepares. */
    Course(Settings settings, Parameters parameters, Optimizer optimizer, Samples samples, Length length) {
        this.settings = settings;
        this.parameters = parameters;
        this.optimizer = optimizer;
        this.samples = samples;
        this.batches = settings.batches(samples, parameters);
        this.listeners = new Listeners(settings.listeners, length.inUpdates(batches.perEpoch()), batches.perEpoch());
    }

    /**
     * Trains.
     *
     * @param start finds where training begins, where checkpoints are written
     */
    Training run(Function<Saver, Position> start) {
        if (settings.checkpoints.isEmpty() && settings.ranks.isEmpty()) {
            return from(Optional.empty(), Position.BEGINNING);
        }
        Fingerprint fingerprint = Fingerprint.of(settings, parameters, optimizer, samples);
        Snapshots snapshots = new Snapshots(parameters, optimizer, fingerprint, settings, listeners.updates());
        if (settings.ranks.isEmpty()) {
            return saving(snapshots, saver -> from(Optional.of(saver), start.apply(saver)));
        }
        Together together = new Together(
                settings.ranks.get(), snapshots, () -> Fingerprint.ofAllSamples(settings, samples, parameters.dtype()));
        return together.run(() -> together.leads() && settings.checkpoints.isPresent()
                ? saving(snapshots, saver -> from(Optional.of(saver), together.from(start.apply(saver))))
                : from(Optional.empty(), together.from(Position.BEGINNING)));
    }

    private Training saving(Snapshots snapshots, Function<Saver, Training> training) {
        try (Saver saver = Saver.open(settings.checkpoints.orElseThrow(), snapshots, parameters, listeners)) {
            return training.apply(saver);
        }
    }

    private Training from(Optional<Saver> saver, Position position) {
        return new Loop(settings, parameters, optimizer, batches, listeners, saver, position).run();
    }
}
