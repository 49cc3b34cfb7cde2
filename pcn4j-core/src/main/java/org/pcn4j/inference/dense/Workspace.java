package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.pcn4j.dense.Activation;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** The arrays that a program works on, for one run at a time: buffers of a batch, and the places of parameters. */
final class Workspace {
    /** With fewer samples, laying weights out takes longer than reading them as they lie. */
    private static final int FEW = 4;

    final DenseKernels kernels;
    final Outputs outputs = new Outputs(this);

    private final Program program;
    private final float[][] arrays;
    private final int[] strides;
    private final Weights[] weights;
    private final boolean learns;
    /** How many times have something to measure. */
    private final int times;

    private List<Optional<Tensor>> given = new ArrayList<>();
    private int batch;
    private int room;

    Workspace(Program program, DenseKernels kernels) {
        this.program = program;
        this.kernels = kernels;
        this.times = program.lastMeasured() + 1;
        this.learns =
                program.stages().stream().anyMatch(stage -> !stage.lessons().isEmpty());
        this.arrays = new float[program.widths().size()][];
        this.strides = new int[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            strides[i] = DenseKernels.padded(program.widths().get(i));
        }
        Network network = program.plan().network();
        this.weights = new Weights[network.parameters().size()];
        program.parameters()
                .forEach((parameter, isWeight) -> weights[parameter] = new Weights(
                        kernels,
                        network.parameters().get(parameter).shape(),
                        isWeight && !program.fedBack().contains(parameter)));
    }

    /** Makes room for a batch, and takes what is given. */
    void prepare(int samples, List<Optional<Tensor>> held) {
        batch = samples;
        given = new ArrayList<>(held);
        if (samples > room) {
            room = samples;
            for (int i = 0; i < arrays.length; i++) {
                arrays[i] = new float[room * strides[i]];
            }
        }
        outputs.prepare(times, program.plan().network().nodes().size(), room);
        for (int i = 0; i < held.size(); i++) {
            Program.Given what = program.given().get(i);
            if (what.what() == Program.Given.What.LABELS) {
                loadLabels(what.buffer(), held.get(i).orElseThrow().toLongs());
            }
        }
    }

    /**
     * Brings the parameters to where the program works with them: moves them there if it learns, or copies them.
     *
     * @return whether any was elsewhere, or has changed
     */
    boolean takeParameters(Parameters parameters) {
        boolean changed = false;
        for (int parameter = 0; parameter < weights.length; parameter++) {
            if (weights[parameter] != null) {
                Tensor theta = parameters.tensors().get(parameter);
                changed |= learns ? weights[parameter].take(theta) : weights[parameter].borrow(theta);
            }
        }
        return changed;
    }

    int batch() {
        return batch;
    }

    boolean isOfFew() {
        return batch < FEW;
    }

    float[] array(int buffer) {
        return arrays[buffer];
    }

    /** Where a row of a buffer begins. */
    int at(int buffer, int row) {
        return row * strides[buffer];
    }

    int width(int buffer) {
        return program.widths().get(buffer);
    }

    int stride(int buffer) {
        return strides[buffer];
    }

    Weights weights(int parameter) {
        return weights[parameter];
    }

    /** Takes the noise of a time. */
    void draw(IntFunction<Tensor> drawn) {
        for (int i = 0; i < given.size(); i++) {
            if (program.given().get(i).what() == Program.Given.What.DRAWN) {
                given.get(i).ifPresent(Tensor::close);
                given.set(i, Optional.of(drawn.apply(program.given().get(i).node())));
            }
        }
    }

    boolean isGiven(int number) {
        return given.get(number).isPresent();
    }

    void load(int number, int y, int from, int to) {
        given.get(number).orElseThrow().copyRows(from, to - from, arrays[y], at(y, from), strides[y]);
    }

    /** Returns a copy of a buffer's rows as a tensor. */
    Tensor copyOf(int buffer, Shape sample) {
        float[] plain = new float[batch * width(buffer)];
        for (int row = 0; row < batch; row++) {
            System.arraycopy(arrays[buffer], at(buffer, row), plain, row * width(buffer), width(buffer));
        }
        return Tensor.of(sample.batched(batch), plain);
    }

    /** Writes class labels where they belong, which is done once for all rows. */
    private void loadLabels(int buffer, long[] labels) {
        for (int row = 0; row < labels.length; row++) {
            arrays[buffer][at(buffer, row)] = labels[row];
        }
    }

    /** Padding stays zero, so that nothing is learned from it and nothing of it is added to a sum. */
    void keepPadding(Activation f, int y, int from, int to) {
        if (f.keepsZero() || width(y) == strides[y]) {
            return;
        }
        for (int row = from; row < to; row++) {
            Arrays.fill(arrays[y], at(y, row) + width(y), at(y, row + 1), 0);
        }
    }

    void predict(int x, int weight, int bias, int y, int from, int to) {
        Weights w = weights[weight];
        float[] init = bias == Program.NONE ? w.zeros() : weights[bias].home().numbers();
        if (isOfFew() && !w.home().isInPanels()) {
            for (int row = from; row < to; row++) {
                kernels.rowDots(
                        arrays[x],
                        at(x, row),
                        w.home().columns(),
                        w.home().numbers(),
                        w.home().ld(),
                        0,
                        w.home().rows(),
                        init,
                        0,
                        arrays[y],
                        at(y, row));
            }
            return;
        }
        product(x, w.home().columns(), w.transposed(), init, 0, 0, y, from, to);
    }

    void gram(int d, int weight, int init, int y, int from, int to) {
        Weights w = weights[weight];
        product(d, w.home().rows(), w.gram(), arrays[init], at(init, from), strides[init], y, from, to);
    }

    void feed(int d, int weight, int init, int y, int from, int to) {
        Weights w = weights[weight];
        boolean none = init == Program.NONE;
        float[] begins = none ? w.zeros() : arrays[init];
        if (isOfFew()) {
            for (int row = from; row < to; row++) {
                kernels.rowProduct(
                        arrays[d],
                        at(d, row),
                        w.home().rows(),
                        w.home().numbers(),
                        w.home().ld(),
                        0,
                        strides[y],
                        begins,
                        none ? 0 : at(init, row),
                        arrays[y],
                        at(y, row));
            }
            return;
        }
        product(
                d,
                w.home().rows(),
                w.plain(),
                begins,
                none ? 0 : at(init, from),
                none ? 0 : strides[init],
                y,
                from,
                to);
    }

    /** y ← init + a P for some rows and all columns. */
    private void product(
            int a, int inner, float[] panels, float[] init, int initAt, int ldInit, int y, int from, int to) {
        kernels.product(
                arrays[a],
                at(a, from),
                strides[a],
                to - from,
                inner,
                panels,
                0,
                strides[y],
                init,
                initAt,
                ldInit,
                arrays[y],
                at(y, from),
                strides[y]);
    }
}
