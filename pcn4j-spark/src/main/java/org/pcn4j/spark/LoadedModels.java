package org.pcn4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.pcn4j.train.model.Model;

/** The models that this executor has loaded, each once for all its tasks: those that were asked for last, and no more than a few. */
final class LoadedModels {
    /** One that was forgotten lives on until no task uses it. */
    static final int MOST = 8;

    private static final Map<String, Loading> BY_DIGEST = new LinkedHashMap<>(MOST, 1, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Loading> eldest) {
            return size() > MOST;
        }
    };

    private LoadedModels() {}

    /**
     * Returns a model; those who ask for it while it is loaded wait.
     *
     * @param digest of its file
     * @param file its bytes, asked for where it is not loaded yet
     */
    static Model get(String digest, Supplier<byte[]> file) {
        Loading loading;
        synchronized (BY_DIGEST) {
            loading = BY_DIGEST.computeIfAbsent(digest, unused -> new Loading());
        }
        return loading.model(file);
    }

    private static final class Loading {
        private Optional<Model> model = Optional.empty();

        synchronized Model model(Supplier<byte[]> file) {
            Model loaded = model.orElseGet(() -> load(file.get()));
            model = Optional.of(loaded);
            return loaded;
        }
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
