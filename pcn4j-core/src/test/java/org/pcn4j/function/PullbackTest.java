package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.tensor.Autograd;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class PullbackTest {
    private static final Seed SEED = new Seed(11);
    private static final int[] BATCHES = {1, 2, 7};

    static Stream<Arguments> casesTypesAndBatches() {
        return FunctionCase.all()
                .flatMap(each -> Stream.of(DType.FLOAT32, DType.FLOAT64)
                        .flatMap(dtype -> java.util.Arrays.stream(BATCHES)
                                .filter(each::takesBatchesOf)
                                .mapToObj(batch -> Arguments.of(each, dtype, batch))));
    }

    @ParameterizedTest
    @MethodSource("casesTypesAndBatches")
    void pullbackHasTheBitsOfAutograd(FunctionCase each, DType dtype, int batch) {
        try (TensorScope scope = new TensorScope()) {
            List<Tensor> inputs = inputs(each, dtype, batch);
            List<Tensor> theta = theta(each, dtype);
            Prediction prediction = each.function().predict(inputs, theta, pass(each, dtype));
            Tensor error = SEED.derive("error").normal(dtype, prediction.value().shape(), 0, 1);
            Pullback pulled = each.function().pullback(prediction, error, everything(each));
            List<Tensor> leaves = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                if (!isTokens(each, i)) {
                    leaves.add(inputs.get(i));
                }
            }
            int floating = leaves.size();
            leaves.addAll(theta);
            Autograd autograd = new Autograd(leaves);
            List<Tensor> recordedInputs = new ArrayList<>(inputs);
            for (int i = 0, leaf = 0; i < inputs.size(); i++) {
                if (!isTokens(each, i)) {
                    recordedInputs.set(i, autograd.leaves().get(leaf++));
                }
            }
            Tensor recorded = each.function()
                    .predict(recordedInputs, autograd.leaves().subList(floating, leaves.size()), pass(each, dtype))
                    .value();
            assertThat(recorded.isEqualTo(prediction.value())).isTrue();
            List<Tensor> gradients = autograd.gradients(recorded, error);
            List<Tensor> ours = new ArrayList<>(byInput(each, pulled));
            ours.addAll(pulled.parameters());
            assertThat(ours).hasSameSizeAs(gradients);
            for (int i = 0; i < ours.size(); i++) {
                assertThat(ours.get(i).isEqualTo(gradients.get(i)))
                        .as("result %d: %s against %s", i, ours.get(i), gradients.get(i))
                        .isTrue();
            }
        }
    }

    /**
     * Where an input comes several times, autograd sums the contributions in the order of the uses, after those of
     * whatever was computed later.
     */
    @ParameterizedTest
    @MethodSource("casesOfLikeInputs")
    void oneInputInAllPlacesIsSummedInTheOrderOfTheUses(FunctionCase each) {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = inputs(each, DType.FLOAT32, 3).get(0);
            Tensor later = SEED.derive("later").normal(DType.FLOAT32, x.shape(), 0, 1);
            Autograd autograd = new Autograd(List.of(x));
            Tensor leaf = autograd.leaves().get(0);
            List<Tensor> leaves = Collections.nCopies(each.inputs().size(), leaf);
            Tensor value = each.function()
                    .predict(leaves, List.of(), pass(each, DType.FLOAT32))
                    .value();
            Tensor other = leaf.mul(later);
            Tensor error = SEED.derive("error").normal(DType.FLOAT32, value.shape(), 0, 1);
            Tensor total = value.mul(error).sum().add(other.sum());
            Tensor expected = autograd.gradients(total, Tensor.full(DType.FLOAT32, Shape.of(), 1))
                    .get(0);
            List<Tensor> inputs = Collections.nCopies(each.inputs().size(), x);
            Prediction prediction = each.function().predict(inputs, List.of(), pass(each, DType.FLOAT32));
            List<Tensor> contributions = each.function()
                    .pullback(prediction, error, everything(each))
                    .inputs();
            Tensor found = later;
            for (int use = contributions.size() - 1; use >= 0; use--) {
                found = found.add(contributions.get(use));
            }
            assertThat(found.isEqualTo(expected)).isTrue();
        }
    }

    static Stream<FunctionCase> casesOfLikeInputs() {
        return FunctionCase.all()
                .filter(each -> each.inputs().size() > 1 && !(each.function() instanceof ForwardOnly))
                .filter(each -> each.function().parameters().isEmpty())
                .filter(each -> each.inputs().stream().distinct().count() == 1);
    }

    /** As a view, by which a node's value or error may come: the numbers do not stand in row-major order. */
    @ParameterizedTest
    @MethodSource("cases")
    void viewsAreReadAsAutogradReadsThem(FunctionCase each) {
        try (TensorScope scope = new TensorScope()) {
            List<Tensor> all = new ArrayList<>();
            for (Tensor input : inputs(each, DType.FLOAT32, 4)) {
                all.add(input.dtype() == DType.INT64 ? input : strided(input));
            }
            int count = all.size();
            all.addAll(theta(each, DType.FLOAT32));
            List<Tensor> theta = all.subList(count, all.size());
            Prediction prediction = each.function().predict(all.subList(0, count), theta, pass(each, DType.FLOAT32));
            Tensor error = strided(SEED.derive("error")
                    .normal(DType.FLOAT32, prediction.value().shape(), 0, 1));
            Pullback pulled = each.function().pullback(prediction, error, everything(each));
            List<Tensor> floating =
                    all.stream().filter(tensor -> tensor.dtype() != DType.INT64).toList();
            Autograd autograd = new Autograd(floating);
            List<Tensor> recorded = new ArrayList<>(all);
            for (int i = 0; i < all.size(); i++) {
                int leaf = floating.indexOf(all.get(i));
                if (leaf >= 0) {
                    recorded.set(i, autograd.leaves().get(leaf));
                }
            }
            Tensor value = each.function()
                    .predict(recorded.subList(0, count), recorded.subList(count, all.size()), pass(each, DType.FLOAT32))
                    .value();
            List<Tensor> ours = new ArrayList<>(byInput(each, pulled));
            ours.addAll(pulled.parameters());
            List<Tensor> gradients = autograd.gradients(value, error);
            Pullback plain = each.function()
                    .pullback(
                            each.function()
                                    .predict(
                                            all.subList(0, count).stream()
                                                    .map(Tensor::contiguous)
                                                    .toList(),
                                            theta,
                                            pass(each, DType.FLOAT32)),
                            error.contiguous(),
                            everything(each));
            List<Tensor> expected = new ArrayList<>(byInput(each, plain));
            expected.addAll(plain.parameters());
            for (int i = 0; i < ours.size(); i++) {
                assertThat(ours.get(i).isEqualTo(gradients.get(i)))
                        .as("result %d", i)
                        .isTrue();
                assertThat(Divergence.between("result", expected.get(i), ours.get(i))
                                .relativeDistance())
                        .as("result %d", i)
                        .isLessThan(1e-5);
            }
        }
    }

    /** The same numbers, the dimensions in reverse order in memory. */
    private static Tensor strided(Tensor x) {
        int rank = x.shape().rank();
        long[] reverse = new long[rank];
        for (int i = 0; i < rank; i++) {
            reverse[i] = rank - 1L - i;
        }
        return ShapeKernels.permute(ShapeKernels.permute(x, reverse).contiguous(), reverse);
    }

    private static boolean isTokens(FunctionCase each, int input) {
        return each.function().elements(input) instanceof Elements.Tokens;
    }

    /** Everything but what tokens would get. */
    private static Wanted everything(FunctionCase each) {
        List<Boolean> wanted = each.function().uses(each.inputs().size()).stream()
                .map(input -> !isTokens(each, input))
                .toList();
        return new Wanted(wanted, true);
    }

    /** The contributions of each input's uses, summed from the last to the first. */
    private static List<Tensor> byInput(FunctionCase each, Pullback pulled) {
        List<Integer> uses = each.function().uses(each.inputs().size()).stream()
                .filter(input -> !isTokens(each, input))
                .toList();
        assertThat(pulled.inputs()).hasSameSizeAs(uses);
        List<Tensor> sums = new ArrayList<>();
        for (int input = 0; input < each.inputs().size(); input++) {
            List<Tensor> ofInput = new ArrayList<>();
            for (int use = uses.size() - 1; use >= 0; use--) {
                if (uses.get(use) == input) {
                    ofInput.add(pulled.inputs().get(use));
                }
            }
            ofInput.stream().reduce(Tensor::add).ifPresent(sums::add);
        }
        return sums;
    }

    static Stream<FunctionCase> cases() {
        return FunctionCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void pullbackIsTheDerivativeByFiniteDifferences(FunctionCase each) {
        double h = 1e-6;
        try (TensorScope scope = new TensorScope()) {
            List<Tensor> inputs = inputs(each, DType.FLOAT64, 3);
            List<Tensor> all = new ArrayList<>(inputs);
            all.addAll(theta(each, DType.FLOAT64));
            List<Tensor> theta = all.subList(inputs.size(), all.size());
            Prediction prediction = each.function().predict(inputs, theta, pass(each, DType.FLOAT64));
            Tensor error = SEED.derive("error")
                    .normal(DType.FLOAT64, prediction.value().shape(), 0, 1);
            Pullback pulled = each.function().pullback(prediction, error, everything(each));
            Deque<Tensor> ours = new ArrayDeque<>(byInput(each, pulled));
            ours.addAll(pulled.parameters());
            for (int i = 0; i < all.size(); i++) {
                if (i < inputs.size() && isTokens(each, i)) {
                    continue;
                }
                Tensor direction =
                        SEED.derive(i).normal(DType.FLOAT64, all.get(i).shape(), 0, 1);
                double plus = scalar(each, moved(all, i, direction, h), inputs.size(), error);
                double minus = scalar(each, moved(all, i, direction, -h), inputs.size(), error);
                double expected = (plus - minus) / (2 * h);
                double found = ours.remove().mul(direction).sum().item();
                assertThat(found).as("result %d", i).isCloseTo(expected, within(1e-7 * (1 + Math.abs(expected))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onlyWhatIsWantedComesBackAndItHasTheSameBits(FunctionCase each) {
        try (TensorScope scope = new TensorScope()) {
            List<Tensor> inputs = inputs(each, DType.FLOAT32, 4);
            Prediction prediction =
                    each.function().predict(inputs, theta(each, DType.FLOAT32), pass(each, DType.FLOAT32));
            Tensor error = SEED.derive("error")
                    .normal(DType.FLOAT32, prediction.value().shape(), 0, 1);
            Wanted all = everything(each);
            Pullback everything = each.function().pullback(prediction, error, all);
            int uses = all.inputs().size();
            Pullback parameters =
                    each.function().pullback(prediction, error, new Wanted(Collections.nCopies(uses, false), true));
            assertThat(parameters.inputs()).isEmpty();
            assertSame(parameters.parameters(), everything.parameters());
            int next = 0;
            for (int i = 0; i < uses; i++) {
                if (all.inputs().get(i)) {
                    List<Boolean> one = new ArrayList<>(Collections.nCopies(uses, false));
                    one.set(i, true);
                    Pullback input = each.function().pullback(prediction, error, new Wanted(one, false));
                    assertThat(input.parameters()).isEmpty();
                    assertSame(input.inputs(), everything.inputs().subList(next, next + 1));
                    next++;
                }
            }
        }
    }

    private static void assertSame(List<Tensor> found, List<Tensor> expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).isEqualTo(expected.get(i))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void closingWhatWasReturnedLeavesNothingBehind(FunctionCase each) {
        try (TensorScope scope = new TensorScope()) {
            List<Tensor> inputs = inputs(each, DType.FLOAT32, 4);
            List<Tensor> theta = theta(each, DType.FLOAT32);
            Shape shape = each.function().shape(each.inputs()).batched(4);
            Tensor error = SEED.derive("error").normal(DType.FLOAT32, shape, 0, 1);
            List<Tensor> buffers = buffers(each, DType.FLOAT32);
            long before = 0;
            for (int time = 0; time < 2; time++) {
                // The first time, matrices that were there before get a view of themselves, which they keep.
                before = NativeMemory.liveObjects();
                try (Pass pass = Pass.learning(() -> SEED, buffers);
                        Prediction prediction = each.function().predict(inputs, theta, pass)) {
                    assertThat(prediction.value().shape()).isEqualTo(shape);
                    Pullback pulled = each.function().pullback(prediction, error, everything(each));
                    pulled.inputs().forEach(Tensor::close);
                    pulled.parameters().forEach(Tensor::close);
                }
            }
            assertThat(NativeMemory.liveObjects()).isEqualTo(before);
        }
    }

    @Test
    void aColumnMajorInputGetsAutogradsStrides() {
        try (TensorScope scope = new TensorScope()) {
            Linear linear = new Linear(40, 30);
            Tensor x = SEED.derive("x")
                    .normal(DType.FLOAT32, Shape.of(40, 50), 0, 1)
                    .transpose();
            List<Tensor> theta = theta(new FunctionCase(linear, List.of()), DType.FLOAT32);
            Tensor error = SEED.derive("error").normal(DType.FLOAT32, Shape.of(50, 30), 0, 1);
            Pullback pulled = linear.pullback(
                    linear.predict(List.of(x), theta, Pass.evaluating(List.of())), error, Wanted.everything(1));
            List<Tensor> all = new ArrayList<>(List.of(x));
            all.addAll(theta);
            Autograd autograd = new Autograd(all);
            Tensor recorded = linear.predict(
                            autograd.leaves().subList(0, 1),
                            autograd.leaves().subList(1, 3),
                            Pass.evaluating(List.of()))
                    .value();
            List<Tensor> gradients = autograd.gradients(recorded, error);
            assertThat(pulled.inputs().get(0).isEqualTo(gradients.get(0))).isTrue();
            assertThat(pulled.parameters().get(0).isEqualTo(gradients.get(1))).isTrue();
            assertThat(pulled.parameters().get(1).isEqualTo(gradients.get(2))).isTrue();
        }
    }

    static List<Tensor> inputs(FunctionCase each, DType dtype, int batch) {
        List<Tensor> inputs = new ArrayList<>();
        for (Shape shape : each.inputs()) {
            Seed seed = SEED.derive("input").derive(inputs.size());
            inputs.add(
                    each.function().elements(inputs.size()) instanceof Elements.Tokens tokens
                            ? seed.uniform(DType.FLOAT64, shape.batched(batch), 0, (double)
                                            Math.min(tokens.vocabulary(), 5))
                                    .to(DType.INT64)
                            : seed.normal(dtype, shape.batched(batch), 0, 1));
        }
        return inputs;
    }

    static List<Tensor> theta(FunctionCase each, DType dtype) {
        return drawn(each.function().parameters(), dtype);
    }

    private static List<Tensor> buffers(FunctionCase each, DType dtype) {
        return drawn(each.function().buffers(), dtype);
    }

    private static List<Tensor> drawn(List<ParameterSpec> specs, DType dtype) {
        return specs.stream()
                .map(spec -> spec.initializer().draw(SEED.derive(spec.name()), dtype, spec.shape()))
                .toList();
    }

    /** A new update of the same seed. */
    private static Pass pass(FunctionCase each, DType dtype) {
        return Pass.learning(() -> SEED, buffers(each, dtype));
    }

    private static List<Tensor> moved(List<Tensor> all, int i, Tensor direction, double by) {
        List<Tensor> moved = new ArrayList<>(all);
        moved.set(i, all.get(i).add(direction, by));
        return moved;
    }

    private static double scalar(FunctionCase each, List<Tensor> all, int inputs, Tensor error) {
        return each.function()
                .predict(all.subList(0, inputs), all.subList(inputs, all.size()), pass(each, DType.FLOAT64))
                .value()
                .mul(error)
                .sum()
                .item();
    }
}
