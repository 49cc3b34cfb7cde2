package org.pcn4j.bench;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.pcn4j.tensor.Threads;

/**
 * Small kernels as the binding calls them, each into a new tensor, which is closed, and into one that is there already:
 * what an allocation and its handle cost. The only class here that knows the binding, since the library does not offer
 * all of these. How it is run stands at {@link UpdateBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class KernelBenchmark {
    @Param({"1", "8", "128"})
    private int batch = 1;

    @Param({"128", "512"})
    private int width = 1;

    private Tensors tensors = new Tensors();

    /** What the kernels work on. */
    private static final class Tensors {
        private final Tensor x;
        private final Tensor y;
        private final Tensor weight;
        private final Tensor transposed;
        private final Tensor bias;
        private final Tensor result;

        Tensors() {
            this(1, 1);
        }

        Tensors(int batch, int width) {
            Threads.current(); // loads libtorch with the library's settings
            x = torch.randn(batch, width);
            y = torch.tanh(x);
            weight = torch.randn(width, width);
            transposed = weight.t();
            bias = torch.randn(width);
            result = x.clone();
        }

        void close() {
            for (Tensor tensor : new Tensor[] {x, y, transposed, weight, bias, result}) {
                tensor.close();
            }
        }
    }

    /** Fills the tensors. */
    @Setup(Level.Trial)
    public void prepare() {
        tensors.close();
        tensors = new Tensors(batch, width);
    }

    /** Gives the tensors back. */
    @TearDown(Level.Trial)
    public void close() {
        tensors.close();
    }

    /** x Wᵀ + b. */
    @Benchmark
    public void addmmIntoNewTensor() {
        torch.addmm(tensors.bias, tensors.x, tensors.transposed).close();
    }

    /** x Wᵀ + b, into a tensor that is there. */
    @Benchmark
    public void addmmIntoBuffer() {
        torch.addmm_out(tensors.result, tensors.bias, tensors.x, tensors.transposed);
    }

    /** As above, in a scope as the library opens it for an update. */
    @Benchmark
    public void addmmIntoNewTensorInScope() {
        try (PointerScope scope = new PointerScope()) {
            torch.addmm(tensors.bias, tensors.x, tensors.transposed);
        }
    }

    /** tanh x. */
    @Benchmark
    public void tanhIntoNewTensor() {
        torch.tanh(tensors.x).close();
    }

    /** tanh x, into a tensor that is there. */
    @Benchmark
    public void tanhIntoBuffer() {
        torch.tanh_out(tensors.result, tensors.x);
    }

    /** x ← tanh x, again and again: x nears zero slowly and is of normal size for long. */
    @Benchmark
    public void tanhInPlace() {
        torch.tanh_(tensors.result);
    }

    /** e (1 − y²). */
    @Benchmark
    public void tanhBackwardIntoNewTensor() {
        torch.tanh_backward(tensors.x, tensors.y).close();
    }

    /** e (1 − y²), into a tensor that is there. */
    @Benchmark
    public void tanhBackwardIntoBuffer() {
        torch.tanh_backward_out(tensors.result, tensors.x, tensors.y);
    }
}
