package org.pcn4j.inference.schedule;

import java.util.Arrays;

/** How far the samples of a run are in the steps of {@link Heun}, and how long these are. For one thread. */
final class HeunSteps {
    private static final double SAFETY = 0.9;
    private static final double SHRINKS_AT_MOST = 0.2;
    private static final double GROWS_AT_MOST = 10;

    /** Far beyond what is stable; keeps what rests from a step that is no number. */
    private static final double LONGEST = 1e6;

    private final double[] lengths;
    private final boolean[] corrects;
    private final double[] errors;
    private final double[] ofFirst;
    private final double[] ofForce;
    private final double[] kept;
    private int time = -1;
    private boolean decided;

    HeunSteps(double first, int samples) {
        this.lengths = new double[samples];
        Arrays.fill(lengths, first);
        this.corrects = new boolean[samples];
        this.errors = new double[samples];
        this.ofFirst = new double[samples];
        this.ofForce = new double[samples];
        this.kept = new double[samples];
    }

    int samples() {
        return lengths.length;
    }

    /** Begins a time, unless it has begun. */
    void begin(int now) {
        if (now != time) {
            time = now;
            decided = false;
            Arrays.fill(errors, 0);
        }
    }

    /** Whether any sample is in the second half of a step. */
    boolean corrects() {
        for (boolean sample : corrects) {
            if (sample) {
                return true;
            }
        }
        return false;
    }

    /** The length h of a sample's step. */
    double length(int sample) {
        return lengths[sample];
    }

    /** Notes the correction of one number, as a part of what is tolerated. */
    void see(int sample, double error) {
        errors[sample] = Math.max(errors[sample], error);
    }

    /** Decides, once a time, what each sample does: predict, correct, or try a shorter step. */
    void decide() {
        if (decided) {
            return;
        }
        decided = true;
        for (int i = 0; i < lengths.length; i++) {
            decide(i);
        }
    }

    private void decide(int sample) {
        double h = lengths[sample];
        kept[sample] = 0;
        if (!corrects[sample]) {
            ofFirst[sample] = 0;
            ofForce[sample] = h;
            corrects[sample] = true;
            return;
        }
        double error = errors[sample];
        // The difference between the two methods grows with h².
        double factor = error > 0 ? SAFETY / Math.sqrt(error) : error == 0 ? GROWS_AT_MOST : SHRINKS_AT_MOST;
        boolean accepted = error <= 1;
        double next = Math.min(h * Math.max(SHRINKS_AT_MOST, Math.min(GROWS_AT_MOST, factor)), LONGEST);
        ofFirst[sample] = accepted ? -h / 2 : next - h;
        ofForce[sample] = accepted ? h / 2 : 0;
        kept[sample] = accepted ? 0 : 1;
        corrects[sample] = !accepted;
        lengths[sample] = next;
    }

    /** What each sample adds of its first force, which it remembers. */
    double[] ofFirst() {
        return ofFirst;
    }

    /** What each sample adds of its force. */
    double[] ofForce() {
        return ofForce;
    }

    /** 1 for each sample that goes on remembering its first force, 0 for each that remembers its force instead. */
    double[] kept() {
        return kept;
    }

    double[] taken() {
        return Arrays.stream(kept).map(part -> 1 - part).toArray();
    }
}
