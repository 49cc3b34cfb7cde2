package org.pcn4j.function;

import java.util.List;
import java.util.stream.Stream;
import org.pcn4j.tensor.LinearKernels;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** A function of a node whose precision is learned: the same, with the logarithm of the precision as its last parameter. */
final class PrecisionLearning implements Function {
    private final Function function;
    private final List<ParameterSpec> parameters;

    PrecisionLearning(Function function, LearnedPrecision energy) {
        this.function = function;
        ParameterSpec logarithm =
                new ParameterSpec("log-precision", energy.units(), Initializer.constant(Math.log(energy.initial())));
        this.parameters = Stream.concat(function.parameters().stream(), Stream.of(logarithm))
                .toList();
    }

    Function function() {
        return function;
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        return function.shape(inputs);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    @Override
    public List<ParameterSpec> buffers() {
        return function.buffers();
    }

    @Override
    public boolean isSamplewise() {
        return function.isSamplewise();
    }

    @Override
    public long multiplications(List<Shape> inputs) {
        return function.multiplications(inputs);
    }

    @Override
    public boolean convolves() {
        return function.convolves();
    }

    @Override
    public boolean pullsBackDerivatives() {
        return function.pullsBackDerivatives();
    }

    @Override
    public List<Integer> uses(int inputs) {
        return function.uses(inputs);
    }

    @Override
    public Elements elements(int input) {
        return function.elements(input);
    }

    @Override
    public boolean predictsProbabilities() {
        return function.predictsProbabilities();
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        Prediction own = function.predict(inputs, theta.subList(0, theta.size() - 1), pass);
        return new Prediction(inputs, theta, own.value(), List.of(), List.of(own));
    }

    /** Of e = πε, as every pullback, so that πε² = e² / π. */
    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        Pullback own = function.pullback(prediction.parts().get(0), error, wanted);
        if (!wanted.parameters()) {
            return own;
        }
        List<Tensor> theta = prediction.parameters();
        Tensor logarithm = theta.get(theta.size() - 1);
        Tensor delta = Tensor.full(error.dtype(), logarithm.shape(), error.size(0) / 2.0);
        try (Tensor precision = LearnedPrecision.precision(logarithm);
                Tensor rows = error.reshape(Shape.of(error.size(0), logarithm.elements()));
                Tensor squares = rows.mul(rows);
                Tensor sum = LinearKernels.sumOverBatch(squares);
                Tensor shaped = sum.reshape(logarithm.shape())) {
            PointwiseKernels.addQuotientInPlace(delta, shaped, precision, -0.5);
        }
        return new Pullback(
                own.inputs(),
                Stream.concat(own.parameters().stream(), Stream.of(delta)).toList());
    }

    @Override
    public String toString() {
        return function + ", learned precision";
    }
}
