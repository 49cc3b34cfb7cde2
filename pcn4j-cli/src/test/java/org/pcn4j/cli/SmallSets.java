package org.pcn4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.pcn4j.train.fetch.Checksum;
import org.pcn4j.train.fetch.Patience;
import org.pcn4j.train.fetch.RemoteFile;
import org.pcn4j.train.fetch.RemoteSet;

/** Data sets that look like the published ones and are small, published on this machine. */
final class SmallSets {
    static final Map<String, byte[]> MNIST = mnist();
    static final byte[] TEXT =
            "To be, or not to be, that is the question.\n".repeat(40).getBytes(StandardCharsets.UTF_8);

    private SmallSets() {}

    /** Publishes the sets mnist and tinyshakespeare, and returns what looks for them in folders of a test's own. */
    static DataSets in(LocalMirror mirror, Path cache, Map<String, String> more) {
        MNIST.forEach((name, content) -> mirror.publish("mnist/" + name, content));
        mirror.publish("tinyshakespeare/input.txt", TEXT);
        return at(mirror.home(), cache, more);
    }

    /** Returns what looks for the sets where they were published. */
    static DataSets at(String home, Path cache, Map<String, String> more) {
        List<RemoteFile> files = new ArrayList<>();
        for (String name : List.of(
                "train-images-idx3-ubyte.gz",
                "train-labels-idx1-ubyte.gz",
                "t10k-images-idx3-ubyte.gz",
                "t10k-labels-idx1-ubyte.gz")) {
            files.add(file(home + "mnist/", name, MNIST.getOrDefault(name, new byte[0])));
        }
        List<RemoteSet> sets = List.of(
                new RemoteSet("mnist", "handwritten digits", files),
                new RemoteSet(
                        "tinyshakespeare",
                        "Shakespeare's plays",
                        List.of(file(home + "tinyshakespeare/", "input.txt", TEXT))));
        Map<String, String> environment = new HashMap<>(Map.of("PCN4J_CACHE", cache.toString()));
        environment.putAll(more);
        Duration seconds = Duration.ofSeconds(20);
        return new DataSets(environment, sets, new Patience(seconds, seconds, 1, Duration.ZERO));
    }

    private static RemoteFile file(String folder, String name, byte[] content) {
        return new RemoteFile(name, OptionalLong.of(content.length), sum(content), List.of(URI.create(folder + name)));
    }

    private static Checksum sum(byte[] content) {
        try {
            return Checksum.sha256(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 20 images of 4x4 to train on and 10 to test on. */
    private static Map<String, byte[]> mnist() {
        Map<String, byte[]> files = new HashMap<>();
        for (String part : List.of("train", "t10k")) {
            int count = part.equals("train") ? 20 : 10;
            ByteBuffer images = ByteBuffer.allocate(16 + 16 * count);
            images.putInt(0x803).putInt(count).putInt(4).putInt(4);
            ByteBuffer labels = ByteBuffer.allocate(8 + count);
            labels.putInt(0x801).putInt(count);
            for (int i = 0; i < count; i++) {
                labels.put((byte) (i % 10));
                for (int pixel = 0; pixel < 16; pixel++) {
                    images.put((byte) (16 * pixel));
                }
            }
            files.put(part + "-images-idx3-ubyte.gz", zipped(images.array()));
            files.put(part + "-labels-idx1-ubyte.gz", zipped(labels.array()));
        }
        return Map.copyOf(files);
    }

    private static byte[] zipped(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
