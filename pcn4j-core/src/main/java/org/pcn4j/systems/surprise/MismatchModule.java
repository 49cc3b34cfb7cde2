package org.pcn4j.systems.surprise;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.pcn4j.tensor.Seed;

/**
 * Two populations that compare: one is driven by what the last room predicts less what is seen, the other by the opposite. How
 * much both spike is the surprise A, which gates learning (Barry and Gerstner 2024). Not thread-safe.
 */
final class MismatchModule {
    private static final int POPULATIONS = 2;
    private static final double TAU = 10;
    private static final double INHIBITION = 40;
    private static final double STRENGTH = 2;
    /** How large the largest first weight is, of that of an observation, times the rooms: 1/36 at the published size. */
    private static final double FIRST = 64.0 / 45;

    private static final double TRACE = 1 - StrictMath.exp(-1 / TAU);

    private final SpikeSumSettings settings;
    private final double observation;
    private final double most;
    private final double[][][] weights;
    private final double[][] sums;
    private final double[][] potentials;
    private final double[] current;
    private final double[][] traces;
    private final Neurons[] neurons = new Neurons[POPULATIONS];
    private final Pulses[] pulses = new Pulses[POPULATIONS];
    private double surprise;

    MismatchModule(SpikeSumSettings settings, Seed seed) {
        this.settings = settings;
        int inputs = settings.rooms() * settings.inputs();
        int count = settings.rooms() * settings.neurons();
        this.observation = STRENGTH / (settings.inputs() * SpikeSum.RATE * Pulses.LENGTH);
        this.most = SpikeSum.RATE * settings.neurons() * StrictMath.tanh(1) * settings.inputs();
        this.weights = new double[POPULATIONS][inputs][count];
        this.sums = new double[settings.rooms()][settings.rooms()];
        this.potentials = new double[POPULATIONS][count];
        this.current = new double[count];
        this.traces = new double[POPULATIONS][settings.inputs()];
        SplittableRandom random = seed.derive("weights").generator();
        for (double[][] population : weights) {
            for (double[] row : population) {
                Arrays.setAll(row, i -> random.nextDouble() * observation * FIRST / settings.rooms());
            }
        }
        for (int p = 0; p < POPULATIONS; p++) {
            neurons[p] = new Neurons(count, seed.derive("spikes").derive(p).generator());
            pulses[p] = new Pulses(count);
        }
        for (int room = 0; room < settings.rooms(); room++) {
            sum(room);
        }
    }

    /** Forgets potentials and pulses; weights, surprise and refractoriness stay. */
    void begin() {
        for (int p = 0; p < POPULATIONS; p++) {
            Arrays.fill(potentials[p], 0);
            Arrays.fill(traces[p], 0);
            pulses[p].clear();
        }
    }

    /**
     * Goes a step on, and learns.
     *
     * @param before pulses of the inputs of the last room, of each population
     * @param now how many of the inputs of the room seen are in a pulse, of each population
     * @param inhibition pulses of other modules' selectors
     */
    void step(int last, Pulses[] before, int seen, int[] now, int inhibition) {
        int spikes = 0;
        for (int p = 0; p < POPULATIONS; p++) {
            double sign = sign(p);
            drive(weights[p], last, before[p], seen, now[p]);
            double[] h = potentials[p];
            for (int i = 0; i < h.length; i++) {
                h[i] += (sign * current[i] - h[i]) / TAU;
            }
            spikes += neurons[p].step(h);
        }
        double driven = spikes - INHIBITION * inhibition * POPULATIONS * current.length;
        surprise += (driven / most - surprise) / TAU;
        double rate = settings.rate().at(surprise);
        for (int p = 0; p < POPULATIONS; p++) {
            for (int k = 0; k < traces[p].length; k++) {
                traces[p][k] = TRACE * traces[p][k] + (before[p].at(k) ? 1 - TRACE : 0);
                if (rate > 0) {
                    move(weights[p][last * settings.inputs() + k], -sign(p) * rate * traces[p][k], potentials[p]);
                }
            }
        }
    }

    private static double sign(int population) {
        return population == 0 ? 1 : -1;
    }

    private void drive(double[][] from, int last, Pulses before, int seen, int now) {
        Arrays.fill(current, 0);
        for (int k = 0; k < settings.inputs(); k++) {
            if (before.at(k)) {
                double[] row = from[last * settings.inputs() + k];
                for (int i = 0; i < row.length; i++) {
                    current[i] += row[i];
                }
            }
        }
        int block = seen * settings.neurons();
        for (int i = block; i < block + settings.neurons(); i++) {
            current[i] -= observation * now;
        }
    }

    private static void move(double[] row, double by, double[] potentials) {
        for (int i = 0; i < row.length; i++) {
            row[i] = Math.max(0, row[i] + by * potentials[i]);
        }
    }

    /** Goes a step on with the pulses that the neurons send, and returns how many send one. */
    int send() {
        int count = 0;
        for (int p = 0; p < POPULATIONS; p++) {
            for (int i = 0; i < current.length; i++) {
                pulses[p].advance(i, neurons[p].spiked(i));
                count += pulses[p].at(i) ? 1 : 0;
            }
        }
        return count;
    }

    /** Ends a presentation: only weights of the room that was left may have moved. */
    void sum(int last) {
        double[] row = sums[last];
        Arrays.fill(row, 0);
        for (double[][] population : weights) {
            for (int k = last * settings.inputs(); k < (last + 1) * settings.inputs(); k++) {
                for (int i = 0; i < current.length; i++) {
                    row[i / settings.neurons()] += population[k][i];
                }
            }
        }
    }

    double surprise() {
        return surprise;
    }

    /** Returns T̂, the mean of both populations' weights between two rooms, as rows that sum up to 1. */
    double[][] believed() {
        double[][] believed = new double[sums.length][];
        for (int last = 0; last < sums.length; last++) {
            double all = Arrays.stream(sums[last]).sum();
            believed[last] = Arrays.stream(sums[last])
                    .map(each -> all > 0 ? each / all : 1.0 / sums.length)
                    .toArray();
        }
        return believed;
    }

    /** Returns the largest weight. */
    double largest() {
        return Arrays.stream(weights)
                .flatMap(Arrays::stream)
                .flatMapToDouble(Arrays::stream)
                .max()
                .orElseThrow();
    }

    double[][][] weights() {
        return Arrays.stream(weights)
                .map(each -> Arrays.stream(each).map(double[]::clone).toArray(double[][]::new))
                .toArray(double[][][]::new);
    }
}
