package org.pcn4j;

import java.util.List;
import java.util.SplittableRandom;
import org.pcn4j.function.AdaptiveAvgPool2d;
import org.pcn4j.function.Average;
import org.pcn4j.function.AvgPool2d;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Bias;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Concatenate;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.ConvTranspose2d;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.ForwardOnly;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.GroupNorm;
import org.pcn4j.function.HardTanh;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.LayerNorm;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Linear;
import org.pcn4j.function.LogSoftmax;
import org.pcn4j.function.MatrixProduct;
import org.pcn4j.function.MaxPool2d;
import org.pcn4j.function.MultiHeadAttention;
import org.pcn4j.function.Pad;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.function.Permute;
import org.pcn4j.function.Product;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Reshape;
import org.pcn4j.function.Scaled;
import org.pcn4j.function.ScaledDotProductAttention;
import org.pcn4j.function.Sigmoid;
import org.pcn4j.function.Silu;
import org.pcn4j.function.Slice;
import org.pcn4j.function.Softmax;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.function.Upsample;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolGeometry;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** What random graphs draw their functions from: each keeps the shape. */
final class RandomFunctions {
    /** Queries, keys and values. */
    private static final int ATTENDED = 3;

    private RandomFunctions() {}

    /** μ = tanh(θ ∘ x), by autograd inside: a user's function of one input. */
    private record Weighted(Shape shape) implements ForwardOnly {
        @Override
        public Shape shape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public List<ParameterSpec> parameters() {
            return List.of(new ParameterSpec("scale", shape, Initializer.normal(1)));
        }

        @Override
        public Tensor forward(List<Tensor> inputs, List<Tensor> parameters) {
            try (Tensor scaled = inputs.get(0).mul(parameters.get(0))) {
                return ActivationKernels.tanh(scaled);
            }
        }

        @Override
        public String toString() {
            return "weighted";
        }
    }

    /** μ = tanh x ∘ tanh y, the same of two: each input has an operation of its own, the first input's first. */
    private record Gated() implements ForwardOnly {
        @Override
        public Shape shape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public Tensor forward(List<Tensor> inputs, List<Tensor> parameters) {
            try (Tensor x = ActivationKernels.tanh(inputs.get(0));
                    Tensor y = ActivationKernels.tanh(inputs.get(1))) {
                return x.mul(y);
            }
        }

        @Override
        public String toString() {
            return "gated";
        }
    }

    static List<Function> ofVectors() {
        return List.of(
                new Linear(8, 8),
                new Linear(8, 8).withoutBias(),
                Chain.of(new Linear(8, 8), new Tanh()),
                new Identity(),
                new Tanh(),
                new Sigmoid(),
                new Relu(),
                new LeakyRelu(),
                new Gelu(),
                new HardTanh(),
                new Silu(),
                new Softmax(),
                new LogSoftmax(),
                new LayerNorm(8),
                new BatchNorm(8),
                new Dropout(0.3),
                new Bias(Shape.of(8), Initializer.normal(1)),
                new Weighted(Shape.of(8)),
                Chain.of(new Reshape(Shape.of(2, 4)), new Permute(1, 0), new Reshape(Shape.of(8))),
                Chain.of(new Linear(8, 12), new Slice(0, 2, 10), new Scaled(-0.5)));
    }

    static List<Function> ofSequences() {
        return List.of(
                new Linear(8, 8),
                new MultiHeadAttention(8, 2, Mask.NONE),
                new MultiHeadAttention(8, 4, Mask.CAUSAL),
                Chain.of(new LayerNorm(8), new MultiHeadAttention(8, 2, Mask.CAUSAL)),
                new LayerNorm(8),
                new LayerNorm(4, 8),
                new Bias(Shape.of(4, 8), Initializer.normal(1)),
                new Weighted(Shape.of(4, 8)),
                new Softmax(),
                new LogSoftmax(),
                new Gelu(),
                new Silu(),
                new Dropout(0.2),
                new Identity(),
                Chain.of(new Permute(1, 0), new Linear(4, 4), new Permute(1, 0)));
    }

    static List<Function> ofImages() {
        ConvGeometry same = new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(1), 1);
        ConvGeometry doubling = new ConvGeometry(Pair.of(2), Pair.of(0), Pair.of(1), 1);
        return List.of(
                new Conv2d(4, 4, Pair.of(3), same),
                new Conv2d(4, 4, Pair.of(3), new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(1), 2)),
                Chain.of(new Conv2d(4, 4, Pair.of(3), same).withoutBias(), new BatchNorm(4), new Relu()),
                Chain.of(new MaxPool2d(2), new Upsample(2, Upsample.Mode.NEAREST)),
                Chain.of(new AvgPool2d(2), new Upsample(2, Upsample.Mode.BILINEAR)),
                Chain.of(new MaxPool2d(2), new ConvTranspose2d(4, 4, Pair.of(2), doubling, Pair.of(0))),
                new AvgPool2d(new PoolGeometry(Pair.of(3), Pair.of(1), Pair.of(1))),
                new AdaptiveAvgPool2d(6, 6),
                Chain.of(new AdaptiveAvgPool2d(1, 1), new Upsample(6, Upsample.Mode.NEAREST)),
                new GroupNorm(2, 4),
                new BatchNorm(4),
                Chain.of(new Pad(1), new Conv2d(4, 4, 3)),
                new Dropout(0.2),
                new Tanh(),
                new Relu(),
                new Silu(),
                new Softmax(),
                new Identity());
    }

    /** A function of several inputs of one shape that keeps it. Products are bounded: they would grow beyond numbers. */
    static Function join(SplittableRandom random, Shape shape, int inputs) {
        int kind = random.nextInt(6);
        Mask mask = random.nextBoolean() ? Mask.NONE : Mask.CAUSAL;
        if (inputs == ATTENDED && kind > 2 && shape.rank() == 3) {
            return new ScaledDotProductAttention(mask);
        } else if (inputs == ATTENDED && kind > 2 && shape.rank() == 2) {
            return new MultiHeadAttention(8, 2, mask);
        } else if (kind == 5 && inputs == 2) {
            return new Gated();
        } else if (kind == 0) {
            return Chain.of(new Product(inputs), new Tanh());
        } else if (kind == 1) {
            return new Average(inputs);
        } else if (kind == 2 && shape.rank() == 1) {
            return Chain.of(new Concatenate(inputs), new Linear(8L * inputs, 8));
        } else if (kind == 2 && shape.rank() == 3) {
            return Chain.of(new Concatenate(inputs), new Conv2d(4L * inputs, 4, 1));
        } else if (kind == 2 && inputs == 2) {
            // [4, 8] · [4, 8]ᵀ would not keep the shape; images [4, 6, 6] do, and so do sequences after it.
            return Chain.of(new MatrixProduct(MatrixProduct.Second.TRANSPOSED), new Linear(4, 8), new Tanh());
        } else if (kind == 3 && shape.rank() == 3 && inputs == 2) {
            return Chain.of(new MatrixProduct(), new Tanh());
        }
        return Sum.ofInputs(inputs);
    }

    static Function vectorToSequence() {
        return new Reshape(Shape.of(4, 8));
    }

    static Function imageFromVector() {
        return Chain.of(new Linear(8, 144), new Reshape(Shape.of(4, 6, 6)));
    }
}
