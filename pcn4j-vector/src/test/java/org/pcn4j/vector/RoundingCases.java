package org.pcn4j.vector;

import java.util.Arrays;
import java.util.Random;
import org.pcn4j.dense.Rounding;

/** Numbers of all bits, rounded and back. */
final class RoundingCases {
    private RoundingCases() {}

    /** Returns the bits of all results, NaNs among them alike. */
    static long checksum(Rounding<float[]> rounding, int rounds) {
        long sum = 0;
        Random random = new Random(7);
        for (int round = 0; round < rounds; round++) {
            int count = 16 * (1 + random.nextInt(9));
            float[] a = numbers(random, count + 3);
            float[] b = round % 2 == 0 ? numbers(random, count + 2) : Arrays.copyOf(a, count + 2);
            float[] y = new float[count + 1];
            short[] bits = new short[count];
            rounding.round(a, 3, count, bits);
            sum = 31 * sum + Arrays.hashCode(bits);
            rounding.add(b, 2, bits, count, y, 1);
            sum = 31 * sum + Arrays.hashCode(y);
            rounding.difference(a, 3, b, 2, count, bits);
            sum = 31 * sum + Arrays.hashCode(bits);
            rounding.widen(bits, count, y, 0);
            sum = 31 * sum + Arrays.hashCode(y);
            rounding.add(y, 1, bits, count, y, 1);
            sum = 31 * sum + Arrays.hashCode(y);
        }
        return sum;
    }

    private static float[] numbers(Random random, int count) {
        float[] all = new float[count];
        for (int i = 0; i < count; i++) {
            all[i] = random.nextInt(4) == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian();
        }
        return all;
    }

    /** Prints how many numbers a vector holds, and the bits. */
    public static void main(String[] args) {
        System.out.println(Lanes.L + " " + checksum(new VectorRounding(), Integer.parseInt(args[0])));
    }
}
