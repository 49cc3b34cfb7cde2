package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.analysis.Accuracy;
import org.pcn4j.analysis.TestBatch;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Digits;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.MarkovText;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Text;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.SequentialBuilder;
import org.pcn4j.network.Transformer;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class EvaluatorTest {
    /** Rows of three outputs each, that go through a network of one layer with the identity for weights. */
    private static Samples rows(double[][] rows, long... labels) {
        return new Samples() {
            @Override
            public String name() {
                return "rows";
            }

            @Override
            public int size() {
                return rows.length;
            }

            @Override
            public String kind() {
                return "rows of 3";
            }

            @Override
            public Batch batch(int[] indices, DType dtype) {
                double[] inputs = Arrays.stream(indices)
                        .mapToObj(i -> rows[i])
                        .flatMapToDouble(Arrays::stream)
                        .toArray();
                long[] targets =
                        Arrays.stream(indices).mapToLong(i -> labels[i]).toArray();
                return new Batch(
                        Tensor.of(dtype, Shape.of(indices.length, 3), inputs),
                        Tensor.of(Shape.of(indices.length), targets));
            }
        };
    }

    private static final Network IDENTITY = new SequentialBuilder(Shape.of(3))
            .layer("same", new Identity())
            .output("y", new CrossEntropy(), new Linear(3, 3));

    private static Parameters identity() {
        Parameters parameters = IDENTITY.initialize(new Seed(1), DType.FLOAT64);
        try (TensorScope scope = new TensorScope()) {
            parameters
                    .tensors()
                    .get(0)
                    .copyInPlace(Tensor.of(DType.FLOAT64, Shape.of(3, 3), 1, 0, 0, 0, 1, 0, 0, 0, 1));
            parameters.tensors().get(1).mulInPlace(0);
        }
        return parameters;
    }

    private static final Samples FIVE =
            rows(new double[][] {{3, 2, 1}, {3, 2, 1}, {3, 2, 1}, {1, 5, 1}, {2, 2, 2}}, 0, 1, 2, 1, 1);

    @Test
    void theKLargestOutputsCountAndOfEqualOnesTheFirst() {
        try (Parameters parameters = identity()) {
            Evaluation found = new Evaluator(IDENTITY, 2).evaluate(parameters, FIVE);
            assertThat(found.targets()).isEqualTo(5);
            assertThat(found.accuracy()).hasValue(0.4);
            assertThat(found.top()).containsExactly(0.4, 0.8, 1.0);
            assertThat(found.topAccuracy(2)).isEqualTo(0.8);
            assertThatThrownBy(() -> found.topAccuracy(4))
                    .hasMessage("the accuracy of the k largest outputs is known for k from 1 to 3, not 4");
        }
    }

    @Test
    void confusionsAreCountedByTheRightClassAndTheOneThatWasFound() {
        try (Parameters parameters = identity()) {
            Confusion found = new Evaluator(IDENTITY, 2).confusion(parameters, FIVE);
            assertThat(found).hasToString("[[1, 0, 0], [2, 1, 0], [1, 0, 0]]");
            assertThat(found.count(1, 0)).isEqualTo(2);
            assertThat(found.classes()).isEqualTo(3);
            assertThat(found.predictions()).isEqualTo(5);
            assertThat(found).isEqualTo(new Evaluator(IDENTITY, 5).confusion(parameters, FIVE));
        }
    }

    @Test
    void whatIsNoNumberIsTheLargestAsForArgmax() {
        Samples spoilt = rows(new double[][] {{3, Double.NaN, 1}, {Double.NaN, Double.NaN, 1}}, 0, 1);
        try (TensorScope scope = new TensorScope()) {
            Batch batch = spoilt.batch(new int[] {0, 1}, DType.FLOAT64);
            Scores scores = Scores.of(batch.inputs(), batch.targets());
            assertThat(scores.found(0)).isEqualTo(1);
            assertThat(scores.found(1)).isZero();
            assertThat(scores.ahead(0)).isEqualTo(1);
            assertThat(scores.ahead(1)).isEqualTo(1);
            assertThat(batch.inputs().argmax(1).toLongs()).containsExactly(1, 0);
        }
    }

    @Test
    void theAccuracyIsThatOfTheComparison() {
        LabeledImages digits = Digits.generate(2, 10, 300).test();
        Network network = Models.mlp(Shape.of(784), List.of(30), new Tanh(), 10, new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(new Seed(3), DType.FLOAT32)) {
            Evaluation found = new Evaluator(network, 64).evaluate(parameters, digits.as(Shape.of(784)));
            int[] all = new int[300];
            Arrays.setAll(all, i -> i);
            Batch batch = digits.as(Shape.of(784)).batch(all, DType.FLOAT32);
            double expected =
                    Accuracy.of(network, parameters, List.of(new TestBatch(List.of(batch.inputs()), batch.targets())));
            assertThat(found.accuracy()).hasValue(expected);
            assertThat(found.top()).hasSize(10).isSorted().endsWith(1.0);
        }
    }

    @Test
    void ofACrossEntropyOfTokensThePerplexityIsKnownAndOfASquaredErrorItIsNot() {
        Text text = MarkovText.generate(1, 2_000, 500, 10).test();
        int characters = text.vocabulary().size();
        Network network = new Transformer(1, 16, 2).network(10, characters, new CrossEntropy());
        try (Parameters parameters = network.initialize(new Seed(1), DType.FLOAT32)) {
            Evaluation found = new Evaluator(network, 7).evaluate(parameters, text);
            assertThat(found.targets()).isEqualTo(10L * text.size());
            assertThat(found.perplexity()).hasValue(Math.exp(found.loss()));
            // A network that has learned nothing is about as undecided as one can be.
            assertThat(found.perplexity().orElseThrow()).isCloseTo(characters, within(characters * 0.5));
        }
        Network squared = Models.mlp(Shape.of(3), List.of(4), new Tanh(), 3, new SquaredError());
        try (Parameters parameters = squared.initialize(new Seed(1), DType.FLOAT32)) {
            Evaluation found = new Evaluator(squared, 7).evaluate(parameters, FIVE);
            assertThat(found.perplexity()).isEmpty();
            assertThat(found.accuracy()).isPresent();
        }
    }

    @Test
    void numbersHaveNeitherAccuracyNorConfusions() {
        LabeledImages digits = Digits.generate(2, 10, 20).test();
        Network network = new SequentialBuilder(Shape.of(1, 28, 28))
                .layer("same", new Identity())
                .output("y", new SquaredError(), new BatchNorm(1));
        try (Parameters parameters = network.initialize(new Seed(1), DType.FLOAT32)) {
            Evaluation found = new Evaluator(network, 7).evaluate(parameters, digits.reconstructing());
            assertThat(found.accuracy()).isEmpty();
            assertThat(found.top()).isEmpty();
            assertThatThrownBy(() -> found.topAccuracy(1))
                    .hasMessage("numbers were evaluated, not classes: there is no accuracy");
            assertThatThrownBy(() -> new Evaluator(network, 7).confusion(parameters, digits.reconstructing()))
                    .hasMessageStartingWith("confusions are counted of class labels, but the targets of '");
        }
    }
}
