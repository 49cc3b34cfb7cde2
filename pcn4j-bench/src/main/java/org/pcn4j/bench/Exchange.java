package org.pcn4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.pcn4j.function.Elements;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * The folder through which all sides learn from the same: {@code initial/NAME.npy}, a file a parameter, and their order
 * in {@code initial/order.txt}; {@code batches/input-K.npy} and {@code batches/target-K.npy}; the workload itself in
 * {@code workload.properties}.
 *
 * @param folder of one workload
 */
record Exchange(Path folder) {
    /** The number of batches, which updates learn from in turns. */
    static final int BATCHES = 4;

    private static final Seed SEED = new Seed(1);

    private Path initial() {
        return folder.resolve("initial");
    }

    private Path input(int batch) {
        return folder.resolve("batches").resolve("input-" + batch + ".npy");
    }

    private Path target(int batch) {
        return folder.resolve("batches").resolve("target-" + batch + ".npy");
    }

    /** Draws the first parameters and the batches, and writes all. */
    void export(Workload workload) throws IOException {
        Network network = Networks.network(workload);
        Files.createDirectories(folder.resolve("batches"));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED.derive("weights"), DType.FLOAT32)) {
            write(initial(), parameters);
            List<String> order =
                    parameters.specs().stream().map(ParameterSpec::name).toList();
            Files.write(initial().resolve("order.txt"), order);
            for (int i = 0; i < BATCHES; i++) {
                Seed seed = SEED.derive("batch").derive(i);
                Tensor input = input(network.inputs().get(0), workload.batch(), seed.derive("input"));
                Npy.write(input(i), input);
                Npy.write(
                        target(i),
                        workload.reconstructs()
                                ? input
                                : target(workload, network.outputs().get(0), seed.derive("target")));
            }
        }
        workload.write(properties());
    }

    private static Tensor input(Node node, int batch, Seed seed) {
        Shape shape = node.shape().batched(batch);
        return node.elements() instanceof Elements.Tokens tokens
                ? classes(shape, tokens.vocabulary(), seed)
                : seed.normal(DType.FLOAT32, shape, 0, 1);
    }

    private static Tensor target(Workload workload, Node output, Seed seed) {
        long[] sizes = output.shape().batched(workload.batch()).toArray();
        long classes = sizes[sizes.length - 1];
        long[] places = new long[sizes.length - 1];
        System.arraycopy(sizes, 0, places, 0, places.length);
        Tensor labels = classes(Shape.of(places), classes, seed);
        return Networks.loss(workload).targets(labels, output.shape(), DType.FLOAT32);
    }

    private static Tensor classes(Shape shape, long classes, Seed seed) {
        SplittableRandom random = seed.generator();
        long[] labels = random.longs(shape.elements(), 0, classes).toArray();
        return Tensor.of(shape, labels);
    }

    Path properties() {
        return folder.resolve("workload.properties");
    }

    /** Writes a file a parameter. */
    static void write(Path folder, Parameters parameters) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < parameters.specs().size(); i++) {
            Npy.write(
                    folder.resolve(parameters.specs().get(i).name() + ".npy"),
                    parameters.tensors().get(i));
        }
    }

    /** Returns the network's first parameters, with buffers as they begin. The caller closes them. */
    Parameters parameters(Network network) throws IOException {
        Parameters parameters = network.initialize(SEED, DType.FLOAT32);
        for (int i = 0; i < parameters.specs().size(); i++) {
            String name = parameters.specs().get(i).name();
            try (Tensor read = Npy.read(initial().resolve(name + ".npy"))) {
                if (!read.shape().equals(parameters.specs().get(i).shape())) {
                    throw new IOException(initial().resolve(name + ".npy") + " is of " + read.shape() + ", expected "
                            + parameters.specs().get(i).shape());
                }
                parameters.tensors().get(i).copyInPlace(read);
            }
        }
        return parameters;
    }

    /** Returns the first batches; their tensors outlive all scopes. */
    List<Clamps> batches(Network network, int count) throws IOException {
        List<Clamps> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(Clamps.of(
                    network, Npy.read(input(i)).keep(), Npy.read(target(i)).keep()));
        }
        return batches;
    }
}
