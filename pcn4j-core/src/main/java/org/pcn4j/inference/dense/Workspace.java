package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.pcn4j.dense.Activation;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.dense.Rounding;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** The arrays that a program works on, for one run at a time: buffers of a batch, and the places of parameters. */
final class Workspace<A> {
    /** With fewer samples, laying weights out takes longer than reading them as they lie. */
    static final int FEW = 4;

    /** Of so many memories of a parameter most are another optimizer's, which may be over. */
    private static final int MEMORIES = 4;

    final DenseKernels<A> kernels;
    final Carrier<A> carrier;
    final Outputs<A> outputs = new Outputs<>(this);

    private final Optional<RoundedProducts<A>> rounded;
    private final Program program;
    private final List<A> arrays = new ArrayList<>();
    private final int[] strides;
    private final Map<Integer, Weights<A>> weights = new TreeMap<>();
    private final IdentityHashMap<Tensor, Home<A>> homes = new IdentityHashMap<>();
    private final boolean learns;
    /** How many times have something to measure. */
    private final int times;

    private List<Optional<Tensor>> given = new ArrayList<>();
    private int batch;
    private int room;

    /**
     * Prepares for a program.
     *
     * @param rounding where it multiplies in bfloat16
     */
    Workspace(Program program, DenseKernels<A> kernels, Carrier<A> carrier, Optional<Rounding<A>> rounding) {
        this.program = program;
        this.kernels = kernels;
        this.carrier = carrier;
        this.times = program.lastMeasured() + 1;
        this.learns =
                program.stages().stream().anyMatch(stage -> !stage.lessons().isEmpty());
        this.strides = new int[program.widths().size()];
        for (int i = 0; i < strides.length; i++) {
            arrays.add(carrier.array(0));
            strides[i] = kernels.padded(program.widths().get(i));
        }
        Network network = program.plan().network();
        program.parameters()
                .forEach((parameter, isWeight) -> weights.put(
                        parameter,
                        new Weights<>(
                                kernels,
                                carrier,
                                network.parameters().get(parameter).shape(),
                                isWeight && !program.fedBack().contains(parameter))));
        this.rounded = rounding.map(to -> new RoundedProducts<>(this, program, to));
    }

    /** Products in bfloat16, of a program that makes any. */
    RoundedProducts<A> rounded() {
        return rounded.orElseThrow(() -> new IllegalStateException("the program multiplies in full"));
    }

    /** Tells whether the program multiplies in bfloat16. */
    boolean isRounded() {
        return rounded.isPresent();
    }

    /** Makes room for a batch, and takes what is given. */
    void prepare(int samples, List<Optional<Tensor>> held) {
        batch = samples;
        given = new ArrayList<>(held);
        if (samples > room) {
            room = samples;
            for (int i = 0; i < strides.length; i++) {
                arrays.set(i, carrier.array(room * strides[i]));
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
        for (Map.Entry<Integer, Weights<A>> entry : weights.entrySet()) {
            Tensor theta = parameters.tensors().get(entry.getKey());
            changed |= learns ? entry.getValue().take(theta) : entry.getValue().borrow(theta);
        }
        return changed;
    }

    int batch() {
        return batch;
    }

    boolean isOfFew() {
        return batch < FEW;
    }

    A array(int buffer) {
        return arrays.get(buffer);
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

    /**
     * Moves what an optimizer remembers of a parameter here, if it is not, for all stages.
     *
     * @return its numbers, laid out as the parameter's
     */
    A numbersOf(Tensor memory, int parameter) {
        Home<A> home = homes.get(memory);
        if (home == null) {
            if (homes.size() > weights.size() * MEMORIES) {
                homes.clear();
            }
            home = weights(parameter).homeAlike();
            homes.put(memory, home);
        }
        home.take(memory);
        return home.numbers();
    }

    Weights<A> weights(int parameter) {
        return Objects.requireNonNull(weights.get(parameter));
    }

    /** Returns how many numbers of weights an act multiplies by. */
    long weightsOf(Op op) {
        return op instanceof Op.Product act ? weights(act.weight()).elements() : 0;
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
        carrier.copyRows(given.get(number).orElseThrow(), from, to - from, array(y), at(y, from), strides[y]);
    }

    /** Returns a copy of a buffer's rows as a tensor. */
    Tensor copyOf(int buffer, Shape sample) {
        A plain = carrier.array(batch * width(buffer));
        for (int row = 0; row < batch; row++) {
            System.arraycopy(array(buffer), at(buffer, row), plain, row * width(buffer), width(buffer));
        }
        return carrier.tensor(sample.batched(batch), plain);
    }

    /** Writes class labels where they belong, which is done once for all rows. */
    private void loadLabels(int buffer, long[] labels) {
        for (int row = 0; row < labels.length; row++) {
            carrier.put(array(buffer), at(buffer, row), (double) labels[row]);
        }
    }

    /** Where a patch of a buffer begins: of one row, or of rows with all of their columns. */
    int begin(int buffer, Patch patch) {
        return at(buffer, patch.from()) + patch.column(strides[buffer]);
    }

    /** Where it ends. */
    int end(int buffer, Patch patch) {
        return at(buffer, patch.to() - 1) + patch.columnsEnd(strides[buffer]);
    }

    /** Padding stays zero, so that nothing is learned from it and nothing of it is added to a sum. */
    void keepPadding(Activation f, int y, Patch patch) {
        int begin = Math.max(width(y), patch.column(strides[y]));
        int end = patch.columnsEnd(strides[y]);
        if (f.keepsZero() || begin >= end) {
            return;
        }
        for (int row = patch.from(); row < patch.to(); row++) {
            carrier.clear(array(y), at(y, row) + begin, at(y, row) + end);
        }
    }

    void predict(int x, int weight, int bias, int y, Patch patch) {
        Weights<A> w = weights(weight);
        A init = bias == Program.NONE ? w.zeros() : weights(bias).home().numbers();
        if (isOfFew() && !w.home().isInPanels()) {
            for (int row = patch.from(); row < patch.to(); row++) {
                kernels.rowDots(
                        array(x),
                        at(x, row),
                        w.home().columns(),
                        w.home().numbers(),
                        w.home().ld(),
                        patch.column(strides[y]),
                        Math.min(w.home().rows(), patch.columnsEnd(strides[y])),
                        init,
                        0,
                        array(y),
                        at(y, row));
            }
            return;
        }
        product(x, w.home().columns(), w.transposed(), init, 0, 0, y, patch);
    }

    void gram(int d, int weight, int init, int y, Patch patch) {
        Weights<A> w = weights(weight);
        product(d, w.home().rows(), w.gram(), array(init), at(init, patch.from()), strides[init], y, patch);
    }

    void feed(int d, int weight, int init, int y, Patch patch) {
        Weights<A> w = weights(weight);
        boolean none = init == Program.NONE;
        A begins = none ? w.zeros() : array(init);
        if (isOfFew()) {
            for (int row = patch.from(); row < patch.to(); row++) {
                kernels.rowProduct(
                        array(d),
                        at(d, row),
                        w.home().rows(),
                        w.home().numbers(),
                        w.home().ld(),
                        patch.column(strides[y]),
                        patch.columnsEnd(strides[y]),
                        begins,
                        none ? 0 : at(init, row),
                        array(y),
                        at(y, row));
            }
            return;
        }
        int begin = none ? 0 : at(init, patch.from());
        product(d, w.home().rows(), w.plain(), begins, begin, none ? 0 : strides[init], y, patch);
    }

    /** y ← init + a P. */
    private void product(int a, int inner, A panels, A init, int initAt, int ldInit, int y, Patch patch) {
        kernels.product(
                array(a),
                at(a, patch.from()),
                strides[a],
                patch.rows(),
                inner,
                panels,
                patch.column(strides[y]),
                patch.columnsEnd(strides[y]),
                init,
                initAt,
                ldInit,
                array(y),
                at(y, patch.from()),
                strides[y]);
    }
}
