package org.pcn4j.train.run;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * What samples come to under SHA-256, wherever they were read from: of all inputs and targets, in order, as float64 or
 * int64, so that large numbers which differ by little differ in their digest. The same numbers in another shape have the same digest.
 */
public final class DataDigest {
    private static final int AT_A_TIME = 256;

    private DataDigest() {}

    /** Returns how many samples there are and their digest, as in {@code 6000 samples, float64 sha256 0a1b…}. */
    public static String of(Samples samples) {
        MessageDigest digest = sha256();
        for (int first = 0; first < samples.size(); first += AT_A_TIME) {
            int[] indices = IntStream.range(first, Math.min(first + AT_A_TIME, samples.size()))
                    .toArray();
            try (TensorScope scope = new TensorScope()) {
                Batch batch = samples.batch(indices, DType.FLOAT64);
                digest.update(bytes(batch.inputs()));
                digest.update(bytes(batch.targets()));
            }
        }
        return samples.size() + " samples, float64 sha256 " + HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] bytes(Tensor tensor) {
        if (tensor.dtype() == DType.INT64) {
            long[] numbers = tensor.toLongs();
            ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
            bytes.asLongBuffer().put(numbers);
            return bytes.array();
        }
        double[] numbers = tensor.toDoubles();
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Double.BYTES);
        bytes.asDoubleBuffer().put(numbers);
        return bytes.array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
