package org.pcn4j.dense;

/** Rounding by plain loops, which is the definition. */
public final class ScalarRounding implements Rounding<float[]> {
    private static final int NOT_A_NUMBER = 0x7fc0;
    private static final int BELOW_HALF = 0x7fff;

    /** Returns the bits of a number as bfloat16, rounded to nearest, ties to even. */
    static short rounded(float number) {
        int bits = Float.floatToRawIntBits(number);
        int up = bits + BELOW_HALF + (bits >>> Short.SIZE & 1);
        return (short) (Float.isNaN(number) ? NOT_A_NUMBER : up >>> Short.SIZE);
    }

    /** Returns the number that the bits of a bfloat16 are. */
    static float widened(short bits) {
        return Float.intBitsToFloat(bits << Short.SIZE);
    }

    @Override
    public void round(float[] a, int at, int count, short[] y) {
        for (int i = 0; i < count; i++) {
            y[i] = rounded(a[at + i]);
        }
    }

    @Override
    public void difference(float[] a, int aAt, float[] b, int bAt, int count, short[] y) {
        for (int i = 0; i < count; i++) {
            y[i] = rounded(a[aAt + i] - b[bAt + i]);
        }
    }

    @Override
    public void widen(short[] a, int count, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = widened(a[i]);
        }
    }

    @Override
    public void add(float[] init, int initAt, short[] a, int count, float[] y, int yAt) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] = init[initAt + i] + widened(a[i]);
        }
    }
}
