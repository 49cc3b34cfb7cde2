package org.pcn4j.spark;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.broadcast.Broadcast;

/**
 * The file of a model, as executors get it.
 *
 * @param digest by which they know it
 * @param answersWithNumbers whether the model answers with numbers and not with a class
 */
record SavedFile(Broadcast<byte[]> bytes, String digest, boolean answersWithNumbers) {
    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
