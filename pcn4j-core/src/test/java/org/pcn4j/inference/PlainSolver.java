package org.pcn4j.inference;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Heun;
import org.pcn4j.inference.schedule.Relaxation;

/** Adam and Heun's method on values, as their definitions read, for one update: plain numbers, everything kept. */
final class PlainSolver {
    private final Relaxation relaxation;
    private final int batch;
    private final Map<Integer, double[]> m = new HashMap<>();
    private final Map<Integer, double[]> v = new HashMap<>();
    private final Map<Integer, double[]> x0 = new HashMap<>();
    private final Map<Integer, double[]> k1 = new HashMap<>();
    private final double[] h;
    private final boolean[] predicted;

    PlainSolver(Relaxation relaxation, int batch) {
        this.relaxation = relaxation;
        this.batch = batch;
        this.h = new double[batch];
        this.predicted = new boolean[batch];
        Arrays.fill(h, relaxation.gamma());
    }

    static boolean knows(Relaxation relaxation) {
        return relaxation instanceof AdamDescent || relaxation instanceof Heun;
    }

    /** Moves all values by the forces, which are 0 where a value is held. */
    void move(Map<Integer, double[]> values, Map<Integer, double[]> forces, int time) {
        if (relaxation instanceof AdamDescent adam) {
            values.forEach((node, x) -> adam(adam, node, x, forces.get(node), time + 1));
        } else if (relaxation instanceof Heun heun) {
            heun(heun, values, forces);
        }
    }

    /** Kingma and Ba 2015, Algorithm 1, at its step t. */
    private void adam(AdamDescent adam, int node, double[] x, double[] force, int t) {
        double[] mean = m.computeIfAbsent(node, unused -> new double[x.length]);
        double[] square = v.computeIfAbsent(node, unused -> new double[x.length]);
        for (int i = 0; i < x.length; i++) {
            mean[i] = adam.beta1() * mean[i] + (1 - adam.beta1()) * force[i];
            square[i] = adam.beta2() * square[i] + (1 - adam.beta2()) * force[i] * force[i];
            double corrected = mean[i] / (1 - Math.pow(adam.beta1(), t));
            double root = Math.sqrt(square[i] / (1 - Math.pow(adam.beta2(), t)));
            x[i] += adam.gamma() * corrected / (root + adam.epsilon());
        }
    }

    private void heun(Heun heun, Map<Integer, double[]> values, Map<Integer, double[]> forces) {
        for (int sample = 0; sample < batch; sample++) {
            if (predicted[sample]) {
                correct(heun, values, forces, sample);
            } else {
                predict(values, forces, sample);
            }
        }
    }

    private void predict(Map<Integer, double[]> values, Map<Integer, double[]> forces, int sample) {
        values.forEach((node, x) -> {
            double[] start = x0.computeIfAbsent(node, unused -> new double[x.length]);
            double[] first = k1.computeIfAbsent(node, unused -> new double[x.length]);
            for (int i = from(x, sample); i < from(x, sample + 1); i++) {
                start[i] = x[i];
                first[i] = forces.get(node)[i];
                x[i] = start[i] + h[sample] * first[i];
            }
        });
        predicted[sample] = true;
    }

    private void correct(Heun heun, Map<Integer, double[]> values, Map<Integer, double[]> forces, int sample) {
        Map<Integer, double[]> corrected = new HashMap<>();
        double[] worst = {0};
        values.forEach((node, x) -> {
            double[] end = new double[x.length];
            for (int i = from(x, sample); i < from(x, sample + 1); i++) {
                double start = x0.get(node)[i];
                double first = k1.get(node)[i];
                double second = forces.get(node)[i];
                end[i] = start + h[sample] / 2 * (first + second);
                double embedded = Math.abs(end[i] - (start + h[sample] * first));
                double allowed = heun.absolute() + heun.relative() * Math.max(Math.abs(start), Math.abs(end[i]));
                worst[0] = Math.max(worst[0], embedded / allowed);
            }
            corrected.put(node, end);
        });
        double next = Math.min(1e6, h[sample] * Math.max(0.2, Math.min(10, 0.9 / Math.sqrt(worst[0]))));
        values.forEach((node, x) -> {
            for (int i = from(x, sample); i < from(x, sample + 1); i++) {
                x[i] = worst[0] <= 1 ? corrected.get(node)[i] : x0.get(node)[i] + next * k1.get(node)[i];
            }
        });
        predicted[sample] = worst[0] > 1;
        h[sample] = next;
    }

    private int from(double[] x, int sample) {
        return x.length / batch * sample;
    }
}
