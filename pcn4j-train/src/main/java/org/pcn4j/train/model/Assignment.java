package org.pcn4j.train.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;

/**
 * Which tensors of a file a network's parameters and buffers are, if the file's names are changed in some way. A parameter
 * that the network ties may stand in the file under each of its names, or under one of them while the metadata give that for
 * the others, as Python's {@code save_model} writes: {@code {"out.weight": "embedding.weight"}}. Immutable.
 */
final class Assignment {
    // What PyTorch counts beside the running statistics, which nothing reads.
    private static final String COUNTER = ".num_batches_tracked";

    private final Map<String, List<String>> sources = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> leftOver = new ArrayList<>();
    private final List<String> passedOver = new ArrayList<>();
    private int misshapen;
    private Optional<String> twice = Optional.empty();

    private Assignment() {}

    /**
     * Assigns.
     *
     * @param tensors borrowed
     * @param naming what each of the file's tensors is called in the network
     */
    static Assignment of(Network network, SafeTensors tensors, UnaryOperator<String> naming) {
        Assignment assignment = new Assignment();
        Map<String, String> called = assignment.called(tensors, naming);
        Map<String, String> elsewhere = elsewhere(tensors, naming);
        Map<String, List<String>> ties = new LinkedHashMap<>();
        network.ties()
                .forEach((name, to) ->
                        ties.computeIfAbsent(to, unused -> new ArrayList<>()).add(name));
        network.parameters().forEach(spec -> {
            List<String> names = new ArrayList<>(List.of(spec.name()));
            names.addAll(ties.getOrDefault(spec.name(), List.of()));
            List<String> found = found(names, called);
            assignment.assign(spec.name(), spec.shape(), found.isEmpty() ? found(names, elsewhere) : found, tensors);
        });
        network.buffers().forEach(spec -> {
            List<String> names = List.of(spec.name());
            assignment.assign(spec.name(), spec.shape(), found(names, called), tensors);
        });
        assignment.sortOut(tensors);
        return assignment;
    }

    /** Returns what the file's tensors are called there, by what they are called here. */
    private Map<String, String> called(SafeTensors tensors, UnaryOperator<String> naming) {
        Map<String, String> called = new LinkedHashMap<>();
        for (String name : tensors.names()) {
            String here = naming.apply(name);
            if (called.putIfAbsent(here, name) != null && twice.isEmpty()) {
                twice = Optional.of(here);
            }
        }
        return called;
    }

    /** Returns which tensors of the file stand for others that were left out, by what those are called here. */
    private static Map<String, String> elsewhere(SafeTensors tensors, UnaryOperator<String> naming) {
        Set<String> names = new HashSet<>(tensors.names());
        Map<String, String> elsewhere = new LinkedHashMap<>();
        tensors.metadata().forEach((name, kept) -> {
            if (names.contains(kept)) {
                elsewhere.put(naming.apply(name), kept);
            }
        });
        return elsewhere;
    }

    private static List<String> found(List<String> names, Map<String, String> in) {
        return names.stream().map(in::get).filter(Objects::nonNull).distinct().toList();
    }

    private void assign(String name, Shape shape, List<String> found, SafeTensors tensors) {
        sources.put(name, found);
        if (found.isEmpty()) {
            missing.add(name);
        }
        misshapen += (int) found.stream()
                .filter(source -> !tensors.shape(source).equals(shape))
                .count();
    }

    /** Weights for which there is no place are a mistake; what cannot be weights, such as masks, is not. */
    private void sortOut(SafeTensors tensors) {
        Set<String> used = new HashSet<>();
        sources.values().forEach(used::addAll);
        for (String name : tensors.names()) {
            if (used.contains(name) || name.endsWith(COUNTER)) {
                continue;
            }
            boolean number = tensors.canRead(name) && tensors.dtype(name) != DType.INT64;
            (number ? leftOver : passedOver).add(name);
        }
    }

    /** Returns the file's tensors that hold a parameter or buffer, all of the same numbers; none if it is missing. */
    List<String> sources(String name) {
        return sources.getOrDefault(name, List.of());
    }

    /** Returns the network's names for which there is nothing in the file. */
    List<String> missing() {
        return missing;
    }

    /** Returns the file's tensors that could be weights and for which there is no place in the network. */
    List<String> leftOver() {
        return leftOver;
    }

    /** Returns the file's tensors that are not of floating-point numbers, or of such that are not read. */
    List<String> passedOver() {
        return passedOver;
    }

    /** Tells whether the network is in the file, as a whole and alone. */
    boolean fits() {
        return misfits() == 0;
    }

    /** Returns how much does not fit. */
    int misfits() {
        return missing.size() + leftOver.size() + misshapen + (twice.isPresent() ? 1 : 0);
    }

    /**
     * Makes sure that no two tensors have one name.
     *
     * @param file for the message
     */
    void requireUnambiguous(Path file) throws FileFormatException {
        if (twice.isPresent()) {
            throw new FileFormatException(
                    file, "two tensors are both called '" + twice.get() + "' after renaming", "each name once");
        }
    }

    /** Says by one of them how names were changed. */
    String example() {
        return sources.entrySet().stream()
                .filter(each ->
                        !each.getValue().isEmpty() && !each.getValue().get(0).equals(each.getKey()))
                .findFirst()
                .map(each -> "its '" + each.getValue().get(0) + "' is taken for '" + each.getKey()
                        + "', and the others likewise")
                .orElse("its names are the network's");
    }
}
