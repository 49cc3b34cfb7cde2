package org.pcn4j.train.model;

import java.util.Arrays;
import java.util.Map;

/** What a file in the safetensors format may be, told by its metadata: one kind is often given where another is wanted. */
enum FileKind {
    NETWORK(Model.METADATA, "a model of a trained network, which predict asks"),
    MEMORY(ImageMemory.METADATA, "an associative memory, which recall asks"),
    CLASSES(ClassModelsFile.FORMAT, "a file of models of classes, which look asks");

    private final String key;
    private final String words;

    FileKind(String key, String words) {
        this.key = key;
        this.words = words;
    }

    /**
     * Returns in words what a file is, or that nobody knows.
     *
     * @param wanted the key that it lacks
     * @param what its tensors would belong to, as in "network"
     */
    static String insteadOf(String wanted, String what, Map<String, String> metadata) {
        return Arrays.stream(values())
                .filter(kind -> metadata.containsKey(kind.key))
                .map(kind -> "it is " + kind.words)
                .findFirst()
                .orElse("it has no metadata '" + wanted + "', so nothing says which " + what + " its tensors belong to");
    }
}
