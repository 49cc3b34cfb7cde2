package org.pcn4j.train.model;

import java.util.Map;

/** What a safetensors file says that it holds, for the message about a file of another kind. */
final class SavedKind {
    private static final Map<String, String> KINDS = Map.of(
            Model.METADATA, "it is a model of a trained network, which pcn4j predict reads",
            ImageMemory.METADATA, "it is a memory of images, which pcn4j recall reads",
            ClassModelsFile.METADATA, "it holds models of classes, which pcn4j look reads");

    private SavedKind() {}

    /**
     * Returns what is wrong with a file that has not the metadata it should have.
     *
     * @param metadata of the file
     * @param wanted the key that it lacks
     * @param of what the metadata would describe, as {@code which network its tensors belong to}
     */
    static String complaint(Map<String, String> metadata, String wanted, String of) {
        return KINDS.entrySet().stream()
                .filter(kind -> metadata.containsKey(kind.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("it has no metadata '" + wanted + "', so nothing says " + of);
    }
}
