package org.pcn4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.pcn4j.train.model.Model;

/** The models that this executor has loaded, each once, for all its tasks and for as long as it lives. */
final class LoadedModels {
    private static final Map<String, Model> BY_DIGEST = new ConcurrentHashMap<>();

    private LoadedModels() {}

    /**
     * Returns a model; those who ask for it while it is loaded wait.
     *
     * @param digest of its file
     * @param file its bytes, asked for where it is not loaded yet
     */
    static Model get(String digest, Supplier<byte[]> file) {
        return BY_DIGEST.computeIfAbsent(digest, unused -> load(file.get()));
    }

    private static Model load(byte[] bytes) {
        try {
            Path file = Files.createTempFile("pcn4j", ".safetensors");
            try {
                return Model.load(Files.write(file, bytes));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the model cannot be loaded: " + Failures.firstLine(e), e);
        }
    }
}
