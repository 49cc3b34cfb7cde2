package org.pcn4j.systems.surprise;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.pcn4j.tensor.Seed;

/**
 * SpikeSuM: spiking neurons compare what the last room predicts with the room that is seen; how much they spike is surprise, and
 * surprise gates learning, so that a rule is learned exactly and given up at once where it switches (Barry and Gerstner 2024,
 * PLoS Computational Biology 20:e1011839). With several modules (SpikeSuM-C) a rule that comes back is found in the module that
 * learned it. Everything is drawn from the seed. Not thread-safe.
 */
public final class SpikeSum implements TransitionLearner {
    /** Probability of a spike of an input of the room that is left, and of the one that is seen, in a step. */
    static final double RATE = 0.2;

    private static final int POPULATIONS = 2;

    private final SpikeSumSettings settings;
    private final List<MismatchModule> modules = new ArrayList<>();
    private final Selector selector;
    private final SplittableRandom inputs;
    private final Pulses[] before = new Pulses[POPULATIONS];
    private final Pulses[] now = new Pulses[POPULATIONS];
    private double surprise;

    /** Draws the first weights. */
    public SpikeSum(SpikeSumSettings settings, Seed seed) {
        this.settings = settings;
        for (int m = 0; m < settings.modules(); m++) {
            modules.add(new MismatchModule(settings, seed.derive("module").derive(m)));
        }
        this.selector = new Selector(settings.modules(), seed.derive("selector"));
        this.inputs = seed.derive("inputs").generator();
        for (int p = 0; p < POPULATIONS; p++) {
            before[p] = new Pulses(settings.inputs());
            now[p] = new Pulses(settings.inputs());
        }
    }

    @Override
    public void present(int last, int seen) {
        Transitions.check(settings.rooms(), last, seen);
        modules.forEach(MismatchModule::begin);
        for (int p = 0; p < POPULATIONS; p++) {
            before[p].clear();
            now[p].clear();
        }
        surprise = 0;
        for (int step = 0; step < settings.steps(); step++) {
            step(last, seen);
            surprise += modules.get(active()).surprise() / settings.steps();
        }
        modules.forEach(module -> module.sum(last));
    }

    private void step(int last, int seen) {
        int[] counts = new int[POPULATIONS];
        for (int p = 0; p < POPULATIONS; p++) {
            for (int k = 0; k < settings.inputs(); k++) {
                before[p].advance(k, inputs.nextDouble() < RATE);
                now[p].advance(k, inputs.nextDouble() < RATE);
            }
            counts[p] = now[p].count(0, settings.inputs());
        }
        double[] active = new double[modules.size()];
        int[] growth = new int[active.length];
        for (int m = 0; m < active.length; m++) {
            MismatchModule module = modules.get(m);
            module.step(last, before, seen, counts, selector.inhibition(m));
            if (active.length > 1) {
                active[m] = module.send() / (double) (POPULATIONS * settings.rooms() * settings.neurons());
                growth[m] = module.surprise() > 0 ? settings.rate().surprised(module.surprise()) ? -1 : 1 : 0;
            }
        }
        if (active.length > 1) {
            selector.step(active, growth);
        }
    }

    /** Returns the number of the module that is chosen, from 0 on. */
    public int active() {
        return modules.size() == 1 ? 0 : selector.chosen();
    }

    /**
     * Returns the surprise A on average over the last presentation, of the module that was chosen. Where each room has four
     * successors it is about 0.37 when they are known and 0.56 when nothing is.
     */
    public double surprise() {
        return surprise;
    }

    /** Returns how committed a module is to the rule that it has learned: from 0.05 to 0.11. */
    public double commitment(int module) {
        return selector.commitment(module);
    }

    /** Returns T̂ of the module that is chosen. */
    @Override
    public double[][] believed() {
        return believed(active());
    }

    /** Returns T̂ of a module. */
    public double[][] believed(int module) {
        return modules.get(module).believed();
    }

    /** Returns a module's weights, [populations][inputs of all rooms][neurons of all rooms]. */
    double[][][] weights(int module) {
        return modules.get(module).weights();
    }
}
