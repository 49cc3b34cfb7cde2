package org.pcn4j.train.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What the bytes of a file come to under a digest. Immutable; safe for use by several threads.
 *
 * @param algorithm the digest
 * @param hex its value, in lower case: 32 digits for MD5, 64 for SHA-256; upper case is accepted and made lower
 */
public record Checksum(Algorithm algorithm, String hex) {
    private static final int CHUNK = 1 << 16;

    /**
     * Checks the digits.
     *
     * @throws IllegalArgumentException if they are not as many hexadecimal digits as the digest has
     */
    public Checksum {
        hex = hex.toLowerCase(Locale.ROOT);
        if (!hex.matches(String.format(Locale.ROOT, "[0-9a-f]{%d}", algorithm.digits))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: expected %d hexadecimal digits, found '%s'",
                    algorithm.label,
                    algorithm.digits,
                    hex));
        }
    }

    /** A digest by which published files are checked. */
    public enum Algorithm {
        /** Tells accidents, but no longer attacks. */
        MD5("MD5", 32),
        /** Tells attacks as well. */
        SHA_256("SHA-256", 64);

        private final String label;
        private final int digits;

        Algorithm(String label, int digits) {
            this.label = label;
            this.digits = digits;
        }

        MessageDigest start() {
            try {
                return MessageDigest.getInstance(label);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has " + label, e);
            }
        }
    }

    /** Returns a checksum by its 32 MD5 digits. */
    public static Checksum md5(String hex) {
        return new Checksum(Algorithm.MD5, hex);
    }

    /** Returns a checksum by its 64 SHA-256 digits. */
    public static Checksum sha256(String hex) {
        return new Checksum(Algorithm.SHA_256, hex);
    }

    /**
     * Reads a file from start to end.
     *
     * @throws IOException if it cannot be read
     */
    static Checksum of(Algorithm algorithm, Path file) throws IOException {
        MessageDigest digest = algorithm.start();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        }
        return ending(algorithm, digest);
    }

    /** Ends a digest that the algorithm started. */
    static Checksum ending(Algorithm algorithm, MessageDigest digest) {
        return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()));
    }

    /** Returns the digest's name and the digits, as in <code>MD5 d41d8cd98f00b204e9800998ecf8427e</code>. */
    @Override
    public String toString() {
        return algorithm.label + " " + hex;
    }
}
