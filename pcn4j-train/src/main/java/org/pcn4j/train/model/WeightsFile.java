package org.pcn4j.train.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.file.TensorChecksum;

/** A network's numbers in a file of tensors: what is whose, and whether all is as it should be. For one thread. */
final class WeightsFile {
    /** Under which key of a file the checksum of a model stands. */
    static final String CHECKSUM = "pcn4j-checksum";

    private static final String CHECKPOINT = "pcn4j-checkpoint";
    private static final int SHOWN = 8;

    private final Path file;
    private final SafeTensors tensors;
    private final Network network;
    private final String describedBy;
    private final Map<String, Shape> expected = new LinkedHashMap<>();

    /**
     * Begins to read.
     *
     * @param file for messages
     * @param tensors borrowed
     */
    WeightsFile(Path file, SafeTensors tensors, Network network) {
        this(file, tensors, network, Model.METADATA);
    }

    /**
     * Begins to read a file whose description stands elsewhere.
     *
     * @param describedBy the key of the metadata that the checksum covers
     */
    WeightsFile(Path file, SafeTensors tensors, Network network, String describedBy) {
        this.describedBy = describedBy;
        this.file = file;
        this.tensors = tensors;
        this.network = network;
        network.parameters().forEach(spec -> expected.put(spec.name(), spec.shape()));
        network.buffers().forEach(spec -> expected.put(spec.name(), spec.shape()));
    }

    /** Returns the checksum of a model: of its description, and of its tensors in the order of their names. */
    static String checksum(String description, Map<String, Tensor> tensors) {
        TensorChecksum sum = new TensorChecksum().add(description);
        new TreeMap<>(tensors).forEach((name, tensor) -> sum.add(name).add(tensor));
        return sum.toString();
    }

    /**
     * Reads numbers that stand under the network's own names.
     *
     * @return the numbers, which the caller closes
     * @throws FileFormatException if there are others, or they are damaged or not finite
     */
    Parameters read() throws IOException {
        return read(Assignment.of(network, tensors, UnaryOperator.identity()));
    }

    /**
     * Reads numbers from elsewhere.
     *
     * @param renaming what the file's tensors are called in the network
     * @param warnings hears, in a line each, what was taken away from names and which tensors were passed over
     * @return the numbers, which the caller closes
     * @throws FileFormatException if they are not the network's, or damaged or not finite
     */
    Parameters read(Renaming renaming, Consumer<String> warnings) throws IOException {
        if (tensors.metadata().containsKey(CHECKPOINT)) {
            throw new FileFormatException(
                    file,
                    "it is a checkpoint, which holds more than weights",
                    "weights alone; evaluate RUN reads the checkpoints of a run");
        }
        Assignment asNamed = Assignment.of(network, tensors, renaming::apply);
        Assignment best = asNamed.fits() ? asNamed : better(asNamed, renaming);
        List<String> unused = best.fits() && best != asNamed ? List.of() : renaming.unusedAmong(tensors.names());
        if (!best.fits() && !unused.isEmpty()) {
            throw new FileFormatException(
                    file,
                    "no tensor's name begins with " + shown(unused) + ", which is to be replaced",
                    "the beginning of a name of its, " + shown(tensors.names()));
        }
        Parameters parameters = read(best);
        unused.forEach(prefix ->
                warnings.accept(file + ": no tensor's name begins with '" + prefix + "', which was to be replaced"));
        if (best != asNamed) {
            warnings.accept(file + ": " + best.example());
        }
        if (!best.passedOver().isEmpty()) {
            warnings.accept(file + ": passed over, as they are no weights and the network has no place for them: "
                    + shown(best.passedOver()));
        }
        return parameters;
    }

    /** Returns the assignment under shorter names that fits, or else the one of which least does not. */
    private Assignment better(Assignment best, Renaming renaming) {
        List<String> names = new ArrayList<>(tensors.names());
        names.addAll(tensors.metadata().keySet());
        String first = expected.keySet().iterator().next();
        Assignment least = best;
        for (UnaryOperator<String> shorter : Prefixes.candidates(renaming, names, first)) {
            Assignment candidate = Assignment.of(network, tensors, shorter);
            least = candidate.misfits() < least.misfits() ? candidate : least;
        }
        return least;
    }

    private Parameters read(Assignment assignment) throws IOException {
        assignment.requireUnambiguous(file);
        requireAll(assignment);
        requireShapes(assignment);
        // Memory is taken for what the network needs after it is known that the file holds it.
        Parameters parameters = network.initialize(new Seed(0), dtype(assignment));
        try {
            fill(assignment, parameters);
            requireUndamaged();
            Optional<String> notFinite = parameters.notFinite();
            if (notFinite.isPresent()) {
                throw new FileFormatException(
                        file,
                        "'" + assignment.sources(notFinite.get()).get(0) + "' holds NaN or infinite numbers",
                        "finite ones; the training that they come from has failed");
            }
            return parameters;
        } catch (Throwable e) {
            parameters.close();
            throw e;
        }
    }

    private void requireAll(Assignment assignment) throws FileFormatException {
        List<String> missing = assignment.missing();
        List<String> others = assignment.leftOver();
        if (missing.isEmpty() && others.isEmpty()) {
            return;
        }
        String remedy = missing.isEmpty()
                ? " alone; leave the others out when saving"
                : others.isEmpty()
                        ? ""
                        : "; "
                                + Prefixes.suggestion(tensors, expected)
                                        .orElse("--rename OLD=NEW, or a Renaming, replaces the beginning of names");
        throw new FileFormatException(
                file,
                (missing.isEmpty() ? "" : "it lacks " + shown(missing))
                        + (missing.isEmpty() || others.isEmpty() ? "" : " and ")
                        + (others.isEmpty() ? "" : "it has " + shown(others)),
                "the tensors of the network, " + shown(List.copyOf(expected.keySet())) + remedy);
    }

    private static String shown(List<String> names) {
        String first = names.stream().limit(SHOWN).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " others" : first;
    }

    private void requireShapes(Assignment assignment) throws FileFormatException {
        for (Map.Entry<String, Shape> each : expected.entrySet()) {
            for (String source : assignment.sources(each.getKey())) {
                if (!tensors.shape(source).equals(each.getValue())) {
                    throw new FileFormatException(
                            file,
                            String.format(Locale.ROOT, "'%s' has the shape %s", source, tensors.shape(source)),
                            "" + each.getValue());
                }
            }
        }
    }

    private DType dtype(Assignment assignment) throws IOException {
        Set<DType> dtypes = new TreeSet<>();
        for (String name : expected.keySet()) {
            for (String source : assignment.sources(name)) {
                if (!tensors.canRead(source)) {
                    tensors.read(source).close(); // says what to do
                }
                dtypes.add(tensors.dtype(source));
            }
        }
        if (dtypes.size() > 1 || dtypes.contains(DType.INT64)) {
            throw new FileFormatException(file, "its numbers are of the types " + dtypes, "all float32 or all float64");
        }
        return dtypes.iterator().next();
    }

    private void fill(Assignment assignment, Parameters parameters) throws IOException {
        for (String name : expected.keySet()) {
            List<String> sources = assignment.sources(name);
            Tensor into = parameters.get(name);
            try (Tensor first = tensors.read(sources.get(0))) {
                into.copyInPlace(first);
            }
            for (String other : sources.subList(1, sources.size())) {
                try (Tensor tied = tensors.read(other)) {
                    // NaN equals nothing, and is told by its name.
                    if (!tied.isEqualTo(into) && tied.isFinite() && into.isFinite()) {
                        throw new FileFormatException(
                                file,
                                "'" + sources.get(0) + "' and '" + other + "' differ",
                                "the same numbers, as the network ties the two: it has '" + name + "' alone");
                    }
                }
            }
        }
    }

    /** A file that a model was saved to names its checksum; those of others, and of version 0.1.0, do not. */
    private void requireUndamaged() throws IOException {
        String expectedSum = tensors.metadata().get(CHECKSUM);
        String description = tensors.metadata().get(describedBy);
        if (expectedSum == null || description == null) {
            return;
        }
        TensorChecksum sum = new TensorChecksum().add(description);
        for (String name : new TreeSet<>(tensors.names())) {
            if (tensors.canRead(name)) {
                try (Tensor tensor = tensors.read(name)) {
                    sum.add(name).add(tensor);
                }
            }
        }
        if (!sum.toString().equals(expectedSum)) {
            throw new FileFormatException(
                    file,
                    "it is damaged: its contents have the checksum " + sum,
                    "the " + expectedSum + " that it names; who has changed the numbers on purpose takes the metadata '"
                            + CHECKSUM + "' away");
        }
    }

    /** Returns a model's tensors by their names; borrowed. */
    static Map<String, Tensor> byName(Parameters parameters) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        add(parameters.specs(), parameters.tensors(), tensors);
        add(parameters.bufferSpecs(), parameters.buffers(), tensors);
        return tensors;
    }

    private static void add(List<ParameterSpec> specs, List<Tensor> tensors, Map<String, Tensor> to) {
        for (int i = 0; i < specs.size(); i++) {
            to.put(specs.get(i).name(), tensors.get(i));
        }
    }
}
