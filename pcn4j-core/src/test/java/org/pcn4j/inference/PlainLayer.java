package org.pcn4j.inference;

/**
 * One layer of a chain, as arithmetic without tensors: what the rules of other libraries are written of. Samples are columns.
 *
 * @param weights W
 * @param squash where the tanh is
 * @param factor what the product with W is multiplied by
 * @param skip what is added of the input: 1, or 0 for none
 */
record PlainLayer(Matrix weights, Squash squash, double factor, double skip) {
    /** Where a layer has its tanh. */
    enum Squash {
        NONE,
        /** μ = W tanh(x). */
        INPUT,
        /** μ = tanh(W x). */
        OUTPUT
    }

    PlainLayer(Matrix weights, Squash squash) {
        this(weights, squash, 1, 0);
    }

    /** μ. */
    Matrix predict(Matrix x) {
        Matrix product = weights.times(squash == Squash.INPUT ? tanh(x) : x).times(factor);
        return (squash == Squash.OUTPUT ? tanh(product) : product).plus(skip == 0 ? product.times(0) : x.times(skip));
    }

    /** (∂μ/∂x)ᵀ e. */
    Matrix back(Matrix x, Matrix e) {
        Matrix through = weights.transposed().times(beforeSquash(x, e)).times(factor);
        Matrix sum = squash == Squash.INPUT ? product(through, slope(tanh(x))) : through;
        return skip == 0 ? sum : sum.plus(e.times(skip));
    }

    /** (∂μ/∂W)ᵀ e, summed over the samples. */
    Matrix learn(Matrix x, Matrix e) {
        Matrix read = squash == Squash.INPUT ? tanh(x) : x;
        return beforeSquash(x, e).times(read.transposed()).times(factor);
    }

    PlainLayer moved(Matrix change) {
        return new PlainLayer(weights.plus(change), squash, factor, skip);
    }

    private Matrix beforeSquash(Matrix x, Matrix e) {
        return squash == Squash.OUTPUT ? product(e, slope(tanh(weights.times(x).times(factor)))) : e;
    }

    private static Matrix tanh(Matrix x) {
        return Matrix.of(x.height(), x.width(), (i, j) -> Math.tanh(x.at(i, j)));
    }

    /** Of tanh, by its value. */
    private static Matrix slope(Matrix y) {
        return Matrix.of(y.height(), y.width(), (i, j) -> 1 - y.at(i, j) * y.at(i, j));
    }

    private static Matrix product(Matrix a, Matrix b) {
        return Matrix.of(a.height(), a.width(), (i, j) -> a.at(i, j) * b.at(i, j));
    }
}
