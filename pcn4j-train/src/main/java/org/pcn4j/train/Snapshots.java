package org.pcn4j.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.train.checkpoint.Checkpoint;
import org.pcn4j.train.checkpoint.Circumstances;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Turns a training's position into a checkpoint and back. */
final class Snapshots {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String COURSE = "course";
    private static final String RATES = "rates";
    private static final String EVALUATIONS = "evaluations";
    private static final String PROVENANCE = "circumstances";
    private static final String ARITHMETIC = "arithmetic";
    /** That of checkpoints that do not say it. */
    private static final String FORMER = "exact";

    private final Parameters parameters;
    private final Optimizer optimizer;
    private final Fingerprint fingerprint;
    private final Rates.Follower rates;
    private final long updates;
    private final String arithmetic;
    /** Whether dense kernels do all that changes parameters, in whose bits threads and machines have no part. */
    private final boolean isAlikeEverywhere;

    private final Circumstances circumstances;

    /**
     * Prepares.
     *
     * @param updates how many the training is to have
     */
    Snapshots(Parameters parameters, Optimizer optimizer, Fingerprint fingerprint, Settings settings, long updates) {
        this.parameters = parameters;
        this.optimizer = optimizer;
        this.fingerprint = fingerprint;
        this.rates = new Rates.Follower(settings.rate, updates);
        this.updates = updates;
        this.circumstances =
                Circumstances.current(settings.ranks.map(ProcessGroup::size).orElse(1));
        Backends backends = settings.backends(parameters.dtype());
        this.arithmetic = backends.arithmetics();
        this.isAlikeEverywhere = backends.areFused()
                && settings.clipping.isNone()
                && settings.projections.isEmpty()
                && optimizer.dense().isPresent();
    }

    /** Returns a checkpoint, which the caller closes. */
    Checkpoint take(Position position) {
        Map<String, String> texts = new TreeMap<>();
        texts.put(COURSE, JSON.writeValueAsString(fingerprint));
        texts.put(RATES, JSON.writeValueAsString(rates.after(position.update())));
        texts.put(EVALUATIONS, JSON.writeValueAsString(position.evaluated()));
        texts.put(PROVENANCE, JSON.writeValueAsString(circumstances));
        texts.put(ARITHMETIC, arithmetic);
        return Checkpoint.of(position.update(), parameters, optimizer, texts);
    }

    /**
     * Puts a checkpoint's numbers into parameters and optimizer.
     *
     * @return where training goes on
     * @throws IllegalArgumentException if it is of another training; the parameters are then as they were
     */
    Position restore(Checkpoint checkpoint) {
        requireSame(read(checkpoint, COURSE, Fingerprint.class).difference(fingerprint));
        if (checkpoint.update() > updates) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "it is %d updates far, but this training is to end after %d",
                    checkpoint.update(),
                    updates));
        }
        requireSame(read(checkpoint, RATES, Rates.class).difference(rates.after(checkpoint.update())));
        Position position =
                new Position(checkpoint.update(), List.of(read(checkpoint, EVALUATIONS, DatedEvaluation[].class)));
        checkpoint.restore(parameters, optimizer);
        return position;
    }

    private static void requireSame(Optional<String> difference) {
        difference.ifPresent(each -> {
            throw new IllegalArgumentException(each);
        });
    }

    /** Returns, in a line each, why the last bits differ, or may, from those of a training that was never interrupted. */
    List<String> warnings(Checkpoint checkpoint) {
        String then = checkpoint.texts().getOrDefault(ARITHMETIC, FORMER);
        if (!then.equals(arithmetic)) {
            return List.of("the checkpoint was made in " + then + " arithmetic, and training goes on in " + arithmetic
                    + ": the last bits differ from those of a training that was never interrupted");
        }
        Circumstances before = read(checkpoint, PROVENANCE, Circumstances.class);
        List<String> differences =
                isAlikeEverywhere ? before.differencesOfVersions(circumstances) : before.differences(circumstances);
        return differences.stream()
                .map(difference ->
                        "the last bits may differ from those of a training that was never interrupted: " + difference)
                .toList();
    }

    private static <T> T read(Checkpoint checkpoint, String name, Class<T> type) {
        try {
            return JSON.readValue(checkpoint.texts().getOrDefault(name, ""), type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("its text '" + name + "' cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
