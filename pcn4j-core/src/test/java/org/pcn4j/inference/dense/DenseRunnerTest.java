package org.pcn4j.inference.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.dense.Kernels;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.AdamW;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Device;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/** What is learned by dense kernels depends on nothing but what is learned from, and on Java's heap θ is as good as anywhere. */
class DenseRunnerTest {
    private static final Seed SEED = new Seed(67);
    private static final Kernels KERNELS = Kernels.scalar();
    /** Of a batch of 37 it pays to leave out the first value, whose child is narrow. */
    private static final Network NETWORK = Models.mlp(Shape.of(9), List.of(21, 6), new Gelu(), 4, new SquaredError());

    /** Of a few rows their columns are shared. */
    private static final Network WIDE = wide(new SquaredError());

    private static final Network DEEP =
            Models.mlp(Shape.of(9), Collections.nCopies(70, 6), new Gelu(), 4, new SquaredError());

    private static final Network CLASSIFIER = wide(new CrossEntropy());

    private static Network wide(Energy loss) {
        return Models.mlp(Shape.of(9), List.of(410, 400), new Gelu(), 4, loss);
    }

    private static final Schedule IL = InferenceLearning.schedule(5, 0.1);

    static Stream<Schedule> schedules() {
        return Stream.of(
                        IL,
                        IL.withInitialNoise(0.1),
                        IncrementalPredictiveCoding.schedule(4, 0.1),
                        ZeroDivergence.schedule())
                .map(schedule -> schedule.withArithmetic(Arithmetic.FUSED));
    }

    static Stream<Optimizer> optimizers() {
        return Stream.of(new Adam(1e-2), new AdamW(1e-2, 0.1), new Sgd(0.1), new Sgd(0.1, 0.9, 1e-2));
    }

    /** A training that may be looked at between its updates. */
    private static final class Training implements AutoCloseable {
        private final Network network;
        private final Parameters parameters;
        private final Optimizer optimizer;
        private final Executor executor;
        private int updates;

        Training(Schedule schedule, Optimizer optimizer) {
            this(NETWORK, schedule, optimizer);
        }

        Training(Network network, Schedule schedule, Optimizer optimizer) {
            this.network = network;
            this.parameters = network.initialize(SEED, DType.FLOAT32);
            this.executor = executor(network, schedule);
            this.optimizer = optimizer;
        }

        static Executor executor(Schedule schedule) {
            return executor(NETWORK, schedule);
        }

        static Executor executor(Network network, Schedule schedule) {
            Plan plan = new Planner(ZeroUpdates.APPLY)
                    .plan(network, Clamping.ofEnds(), schedule, Set.of(new Observation.Loss()));
            Executor executor = new Executor(plan, KERNELS);
            assertThat(executor.isDense())
                    .as("%s", executor.backend(DType.FLOAT32, Device.CPU))
                    .isNotEqualTo(schedule.arithmetic().equals(Optional.of(Arithmetic.EXACT)));
            return executor;
        }

        void update(int batch) {
            Seed data = SEED.derive(updates++);
            try (TensorScope scope = new TensorScope()) {
                Tensor x = data.derive("x").normal(DType.FLOAT32, Shape.of(batch, 9), 0, 1);
                Tensor y = targets(data.derive("y"), batch);
                executor.run(parameters, Clamps.of(network, x, y), optimizer, 1.0 / batch, data)
                        .close();
            }
        }

        private Tensor targets(Seed seed, int batch) {
            return network == CLASSIFIER
                    ? Tensor.of(
                            Shape.of(batch), seed.generator().longs(batch, 0, 4).toArray())
                    : seed.normal(DType.FLOAT32, Shape.of(batch, 4), 0, 1);
        }

        List<double[]> numbers() {
            List<double[]> numbers = new ArrayList<>();
            parameters.tensors().forEach(tensor -> numbers.add(tensor.toDoubles()));
            return numbers;
        }

        @Override
        public void close() {
            optimizer.close();
            parameters.close();
        }
    }

    private static List<double[]> trained(Schedule schedule, Optimizer optimizer, int... batches) {
        return trained(NETWORK, schedule, optimizer, batches);
    }

    private static List<double[]> trained(Network network, Schedule schedule, Optimizer optimizer, int... batches) {
        try (Training training = new Training(network, schedule, optimizer)) {
            for (int batch : batches) {
                training.update(batch);
            }
            return training.numbers();
        }
    }

    private static void assertSame(List<double[]> found, List<double[]> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).isEqualTo(expected.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void theBitsDependOnNoThread(Schedule schedule) throws InterruptedException {
        assertThreadsDoNotMatter(NETWORK, schedule, 20, 37, 2, 37, 8);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void neitherDoThoseOfFewRowsWhoseColumnsAreShared(Schedule schedule) throws InterruptedException {
        assertThreadsDoNotMatter(WIDE, schedule, 2, 1, 3, 2, 5, 1);
        assertThreadsDoNotMatter(CLASSIFIER, schedule, 2, 1, 3, 2, 5, 1);
    }

    /** Its matrices and biases are more than a word has bits. */
    @ParameterizedTest
    @MethodSource("schedules")
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void neitherDoThoseOfADeepNetworkWhichAreNearThoseOfExactArithmetic(Schedule schedule) throws InterruptedException {
        assertThreadsDoNotMatter(DEEP, schedule, 1, 5, 1, 20);
        List<double[]> found = trained(DEEP, schedule, new Sgd(0.1), 5, 20);
        List<double[]> expected = new ArrayList<>();
        try (Training exact = new Training(DEEP, schedule.withArithmetic(Arithmetic.EXACT), new Sgd(0.1))) {
            exact.update(5);
            exact.update(20);
            expected.addAll(exact.numbers());
        }
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-5));
        }
    }

    private static void assertThreadsDoNotMatter(Network network, Schedule schedule, int times, int... batches)
            throws InterruptedException {
        Threads before = Threads.current();
        AtomicBoolean over = new AtomicBoolean();
        Thread neighbor = new Thread(() -> {
            while (!over.get()) {
                Thread.onSpinWait();
            }
        });
        try {
            Threads.forMatrices(1).use();
            List<double[]> expected = trained(network, schedule, new Adam(1e-2), batches);
            neighbor.start();
            for (int threads = 2; threads <= 4; threads++) {
                Threads.forMatrices(threads).use();
                for (int i = 0; i < times; i++) {
                    assertSame(trained(network, schedule, new Adam(1e-2), batches), expected);
                }
            }
        } finally {
            over.set(true);
            neighbor.join();
            before.use();
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void lookingAtParametersChangesNothing(Optimizer optimizer) {
        Optimizer other = optimizers()
                .filter(same -> same.settings().equals(optimizer.settings()))
                .findFirst()
                .orElseThrow();
        List<double[]> expected = trained(IL, optimizer, 6, 6, 6);
        try (Training training = new Training(IL, other)) {
            for (int i = 0; i < 3; i++) {
                training.update(6);
                training.numbers();
                training.optimizer.state().values().forEach(Tensor::close);
            }
            assertSame(training.numbers(), expected);
        }
    }

    @Test
    void viewsOfParametersSeeWhatIsLearned() {
        try (Training training = new Training(IL, new Adam(1e-2))) {
            Tensor weight = training.parameters.tensors().get(0);
            try (Tensor row = weight.select(0, 3);
                    Tensor shared = weight.share()) {
                training.update(5);
                double[] seen = row.toDoubles();
                assertThat(shared.isEqualTo(weight)).isTrue();
                try (Tensor again = weight.select(0, 3)) {
                    assertThat(seen).isEqualTo(again.toDoubles());
                }
                training.update(5);
                assertThat(row.toDoubles()).isNotEqualTo(seen);
            }
        }
    }

    @Test
    void whatIsWrittenToParametersIsLearnedFrom() {
        try (Training written = new Training(IL, new Sgd(0.1));
                Training begun = new Training(IL, new Sgd(0.1))) {
            written.update(5);
            for (int i = 0; i < written.parameters.tensors().size(); i++) {
                Tensor halved = written.parameters.tensors().get(i).mulInPlace(0.5);
                begun.parameters.tensors().get(i).copyInPlace(halved);
            }
            begun.updates = written.updates;
            written.update(7);
            begun.update(7);
            assertSame(written.numbers(), begun.numbers());
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aRestoredOptimizerGoesOn(Optimizer optimizer) {
        Optimizer first = optimizers()
                .filter(same -> same.settings().equals(optimizer.settings()))
                .findFirst()
                .orElseThrow();
        Optimizer second = optimizers()
                .filter(same -> same.settings().equals(optimizer.settings()))
                .findFirst()
                .orElseThrow();
        List<double[]> expected = trained(IL, optimizer, 6, 6, 6, 6);
        try (Training before = new Training(IL, first);
                Training after = new Training(IL, second)) {
            before.update(6);
            before.update(6);
            for (int i = 0; i < after.parameters.tensors().size(); i++) {
                after.parameters
                        .tensors()
                        .get(i)
                        .copyInPlace(before.parameters.tensors().get(i));
            }
            Map<String, Tensor> saved = first.state();
            second.restore(saved);
            saved.values().forEach(Tensor::close);
            after.updates = before.updates;
            after.update(6);
            after.update(6);
            assertSame(after.numbers(), expected);
        }
    }

    @Test
    void severalParametersMayBeLearnedInTurnsByOneExecutor() {
        List<double[]> expected = trained(IL, new Sgd(0.1, 0.9, 0), 6, 6, 6);
        Executor shared = Training.executor(IL);
        try (TensorScope scope = new TensorScope();
                Parameters one = NETWORK.initialize(SEED, DType.FLOAT32);
                Parameters two = NETWORK.initialize(SEED, DType.FLOAT32);
                Optimizer ofOne = new Sgd(0.1, 0.9, 0);
                Optimizer ofTwo = new Sgd(0.1, 0.9, 0)) {
            for (int i = 0; i < 3; i++) {
                Tensor x = SEED.derive(i).derive("x").normal(DType.FLOAT32, Shape.of(6, 9), 0, 1);
                Tensor y = SEED.derive(i).derive("y").normal(DType.FLOAT32, Shape.of(6, 4), 0, 1);
                Clamps clamps = Clamps.of(NETWORK, x, y);
                shared.run(one, clamps, ofOne, 1.0 / 6, SEED).close();
                shared.run(two, clamps, ofTwo, 1.0 / 6, SEED).close();
            }
            for (int i = 0; i < expected.size(); i++) {
                assertThat(one.tensors().get(i).toDoubles()).isEqualTo(expected.get(i));
                assertThat(two.tensors().get(i).toDoubles()).isEqualTo(expected.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 32})
    void updatesLeaveNoGarbageThatGrows(int batch) {
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Threads before = Threads.current();
        Threads.forMatrices(1).use();
        try (Training training = new Training(IL, new Adam(1e-3));
                TensorScope scope = new TensorScope()) {
            Tensor x = SEED.normal(DType.FLOAT32, Shape.of(batch, 9), 0, 1);
            Tensor y = SEED.normal(DType.FLOAT32, Shape.of(batch, 4), 0, 1);
            Clamps clamps = Clamps.of(NETWORK, x, y);
            long start = 0;
            int updates = 1_000;
            for (int i = 0; i < 2 * updates; i++) {
                if (i == updates) {
                    start = memory.getThreadAllocatedBytes(
                            Thread.currentThread().getId());
                }
                try (Outcome outcome =
                        training.executor.run(training.parameters, clamps, training.optimizer, 1.0 / batch, SEED)) {
                    assertThat(outcome.loss()).isFinite();
                }
            }
            long each = (memory.getThreadAllocatedBytes(Thread.currentThread().getId()) - start) / updates;
            assertThat(each).isLessThan(16_384);
        } finally {
            before.use();
        }
    }

    /** If they did not, Adam's means, 656 kB each here, would be copied between stages. */
    @Test
    void stagesShareWhatAnOptimizerRemembers() {
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Schedule ipc = IncrementalPredictiveCoding.schedule(4, 0.1).withArithmetic(Arithmetic.FUSED);
        try (Training training = new Training(WIDE, ipc, new Adam(1e-3))) {
            training.update(5);
            long start = memory.getThreadAllocatedBytes(Thread.currentThread().getId());
            training.update(5);
            assertThat(memory.getThreadAllocatedBytes(Thread.currentThread().getId()) - start)
                    .isLessThan(400_000);
        }
    }

    @Test
    void targetsInDoublePrecisionAndInAnotherOrderAreReadAsTheyAre() {
        Executor executor = Training.executor(IL);
        try (TensorScope scope = new TensorScope();
                Parameters one = NETWORK.initialize(SEED, DType.FLOAT32);
                Parameters two = NETWORK.initialize(SEED, DType.FLOAT32);
                Optimizer optimizer = new Sgd(0.1)) {
            Tensor x = SEED.normal(DType.FLOAT32, Shape.of(9, 5), 0, 1).transpose();
            Tensor y = SEED.normal(DType.FLOAT32, Shape.of(5, 4), 0, 1);
            executor.run(one, Clamps.of(NETWORK, x.contiguous(), y), optimizer, 1, SEED)
                    .close();
            executor.run(two, Clamps.of(NETWORK, x, y.to(DType.FLOAT64)), optimizer, 1, SEED)
                    .close();
            for (int i = 0; i < one.tensors().size(); i++) {
                assertThat(two.tensors().get(i).isEqualTo(one.tensors().get(i))).isTrue();
            }
        }
    }

    @Test
    void aStateThatDoesNotFitIsRefused() {
        Executor executor = Training.executor(IL.withStart(new Start.Given()));
        try (TensorScope scope = new TensorScope();
                Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                Optimizer optimizer = new Sgd(0.1)) {
            Tensor x = SEED.normal(DType.FLOAT32, Shape.of(5, 9), 0, 1);
            Tensor y = SEED.normal(DType.FLOAT32, Shape.of(5, 4), 0, 1);
            String hidden = NETWORK.node(1).name();
            State state = State.of(Map.of(hidden, SEED.normal(DType.FLOAT32, Shape.of(4, 21), 0, 1)));
            assertThatThrownBy(() -> executor.run(parameters, Clamps.of(NETWORK, x, y), state, optimizer, 1, SEED))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("the state of node '" + hidden + "' must be float32 [5, 21], got float32 [4, 21]");
        }
    }

    @Test
    void whatCannotBeServedIsNamed() {
        Network classes = Models.cnn(Shape.of(1, 12, 12), 3, new CrossEntropy());
        Plan plan = new Planner(ZeroUpdates.APPLY).plan(classes, Clamping.ofEnds(), IL, Set.of());
        assertThat(DenseRunner.of(plan, Kernels.Both.scalar()).missing())
                .startsWith("the function")
                .contains("conv2d");
        Plan exact =
                new Planner(ZeroUpdates.APPLY).plan(NETWORK, Clamping.ofEnds(), ZeroDivergence.schedule(), Set.of());
        assertThat(new Executor(exact, KERNELS).isDense()).isFalse();
        Plan asked = new Planner(ZeroUpdates.APPLY)
                .plan(classes, Clamping.ofEnds(), IL.withArithmetic(Arithmetic.FUSED), Set.of());
        assertThatThrownBy(() -> new Executor(asked, KERNELS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "the arithmetic of il cannot be fused, because dense kernels have no way to do the function")
                .hasMessageEndingWith("; expected arithmetic: exact, or none");
        Plan served = new Planner(ZeroUpdates.APPLY)
                .plan(NETWORK, Clamping.ofEnds(), IL.withArithmetic(Arithmetic.FUSED), Set.of());
        assertThatThrownBy(() -> new Executor(served, Kernels.missing("Java was started without them")))
                .hasMessageContaining("because Java was started without them");
    }
}
