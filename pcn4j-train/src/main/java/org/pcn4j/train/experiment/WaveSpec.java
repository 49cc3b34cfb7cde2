package org.pcn4j.train.experiment;

import java.util.Locale;
import java.util.Optional;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.WeightedWaves;
import org.pcn4j.train.settings.Contradiction;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/**
 * Inference learning with precisions that follow the wave of the error.
 *
 * @param wave by which of the waves
 * @param alpha the precision behind the wave
 * @param forwardUpdate whether parameters learn at the forward pass's values
 * @param steps T; the depth of the network if it is none
 * @param relaxation how values move
 * @param start where they begin
 */
record WaveSpec(
        Wave wave,
        double alpha,
        boolean forwardUpdate,
        Optional<Integer> steps,
        double gamma,
        RelaxationSpec relaxation,
        StartSpec start)
        implements RuleSpec.Scheduled {
    private static final double BEHIND_A_SPIKE = 0.001;
    private static final double FADING = 0.01;
    private static final double GAMMA = 0.5;

    /**
     * Checks what must agree.
     *
     * @throws Contradiction if the relaxation follows one energy over several times
     */
    WaveSpec {
        if (relaxation.relaxation(gamma).looks()) {
            throw new Contradiction(
                    "it follows one energy over several times, and " + wave.word()
                            + " weighs errors by time: expected descent or momentum, for example",
                    "relaxation");
        }
    }

    /** The waves. */
    enum Wave {
        SPIKING,
        DECAYING;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Entry<WaveSpec> spiking() {
        return entry(
                "spiking",
                Wave.SPIKING,
                BEHIND_A_SPIKE,
                "Inference learning with a precision of 1 at the time of a node's level and of alpha afterwards.");
    }

    static Entry<WaveSpec> decaying() {
        return entry(
                "decaying",
                Wave.DECAYING,
                FADING,
                "The same with a precision that fades from alpha after the time of the level.");
    }

    private static Entry<WaveSpec> entry(String name, Wave wave, double alpha, String sentence) {
        Entry<WaveSpec> entry = Entry.of(name, WaveSpec.class, sentence)
                .fixed("wave", wave)
                .key("alpha", Kinds.notNegative(), alpha, "The precision behind the wave.")
                .key(
                        "forward-update",
                        Kinds.flag(),
                        true,
                        "Whether Δθ is (∂f/∂θ)ᵀ(x − μ) with x of the end and all else of the forward pass.");
        return RuleKeys.moving(RuleKeys.relaxing(entry, Optional.empty(), GAMMA))
                .citing("Qi et al. 2026, arXiv 2506.23800");
    }

    @Override
    public Schedule schedule(int depth) {
        int count = steps.orElse(depth);
        Schedule schedule = wave == Wave.SPIKING
                ? WeightedWaves.spiking(alpha, count, gamma)
                : WeightedWaves.decaying(alpha, count, gamma);
        return RuleKeys.moving(
                schedule.withParents(forwardUpdate ? Parents.FORWARD : Parents.CURRENT), gamma, relaxation, start);
    }
}
