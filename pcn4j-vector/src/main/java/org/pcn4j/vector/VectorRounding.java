package org.pcn4j.vector;

import org.pcn4j.dense.Rounding;
import org.pcn4j.vector.Roundings.Operation;

/** Rounding by the Vector API: the bits of {@link org.pcn4j.dense.ScalarRounding}. */
public final class VectorRounding implements Rounding<float[]> {
    private static final float[] NONE = {};

    @Override
    public void round(float[] a, int at, int count, short[] y) {
        Roundings.apply(Operation.ROUND, a, at, NONE, 0, y, count, NONE, 0);
    }

    @Override
    public void difference(float[] a, int aAt, float[] b, int bAt, int count, short[] y) {
        Roundings.apply(Operation.DIFFERENCE, a, aAt, b, bAt, y, count, NONE, 0);
    }

    @Override
    public void widen(short[] a, int count, float[] y, int yAt) {
        Roundings.apply(Operation.WIDEN, NONE, 0, NONE, 0, a, count, y, yAt);
    }

    @Override
    public void add(float[] init, int initAt, short[] a, int count, float[] y, int yAt) {
        Roundings.apply(Operation.ADD, init, initAt, NONE, 0, a, count, y, yAt);
    }
}
