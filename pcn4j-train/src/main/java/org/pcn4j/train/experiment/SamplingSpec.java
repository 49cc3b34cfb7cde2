package org.pcn4j.train.experiment;

import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Rule;
import org.pcn4j.systems.generative.MonteCarloPredictiveCoding;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/**
 * Monte Carlo predictive coding.
 *
 * @param steps by which values settle to the mode, by Adam
 * @param step how far they go in each
 * @param mixing steps at random without learning
 * @param samples to learn from
 * @param gamma of the steps at random
 * @param temperature of these
 */
record SamplingSpec(int steps, double step, int mixing, int samples, double gamma, double temperature)
        implements RuleSpec {
    private static final int MOST = 1_000_000;
    private static final int STEPS = 50;
    private static final double STEP = 0.1;
    private static final int MIXING = 20;
    private static final int SAMPLES = 10;
    private static final double LANGEVIN = 0.03;

    static Entry<SamplingSpec> entry() {
        return Entry.of(
                        "mcpc",
                        SamplingSpec.class,
                        "Monte Carlo predictive coding: parameters learn from samples of the values in place of their mode.")
                .key("steps", Kinds.count(0, MOST), STEPS, "The steps by which values settle first, by Adam.")
                .key("step", Kinds.positive(), STEP, "How far values go in each of them.")
                .key("mixing", Kinds.count(0, MOST), MIXING, "The steps at random before the first sample.")
                .key("samples", Kinds.count(1, MOST), SAMPLES, "The samples to learn from, one a step.")
                .key("gamma", Kinds.positive(), LANGEVIN, "The inference step γ of the steps at random.")
                .key("temperature", Kinds.positive(), 1.0, "How much they move at random; 1 samples the posterior.")
                .citing("Oliviers, Bogacz and Meulemans 2024");
    }

    @Override
    public Rule rule(int depth) {
        Schedule mode = Schedule.named("mode")
                .withSteps(steps)
                .withRelaxation(new AdamDescent(step, Adam.BETA1, Adam.BETA2, Adam.EPSILON));
        return new MonteCarloPredictiveCoding(mode, new Langevin(gamma, temperature), mixing, samples);
    }
}
