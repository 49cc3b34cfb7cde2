package org.pcn4j.dense;

/**
 * The arithmetic of dense networks, of float32 or float64. Two implementations of each give the same bits: one by plain loops, such as
 * {@link ScalarKernels}, which is the definition, and one by the JDK's Vector API in the module {@code pcn4j-vector}. Every element of
 * a product is one sum in the order of its terms by FMA from 0, to which what it is added to comes last, so that small feedback is not
 * rounded to the size of a value at each of its terms; so the result depends neither on lanes nor on tiles, nor on who computes which
 * rows and columns. Methods neither allocate nor lock; different threads may write different parts of an array. Numbers beside the
 * arrays are rounded to the arrays' kind first.
 *
 * <p><b>Small numbers.</b> What an optimizer remembers, products of elements (multiply, scale, gather, weigh) and softmax's error are
 * zero where they would be subnormal, less than the kind's smallest normal number: some processors take a hundred times as long for those,
 * and a mean of Adam that is fed by zeros would stay at one for good. Activations keep them.
 *
 * <p><b>Arrays.</b> Values lie row by row, a sample a row; rows are padded to a multiple of {@link #line} numbers, and the padding
 * is written too. A matrix in <b>panels</b> is laid out as products read it: its columns, padded to a multiple of {@link #line} by
 * zeros, stand in groups of {@link #panelWidth}, those left over in groups of {@link #line}; within a group of w columns that
 * begins at column c, element (k, j) stands at {@code c · K + k · w + (j − c)}, with K the number of rows. Columns are named by
 * ranges that begin and end at multiples of {@link #panelWidth}, or end at the padded width.
 *
 * @param <A> the arrays: {@code float[]} or {@code double[]}
 */
public interface DenseKernels<A> {
    /** Returns to a multiple of how many numbers rows are padded, a cache line. */
    int line();

    /** Returns how wide a strip of a gradient is at most. */
    default int strip() {
        return 4 * line();
    }

    /** Returns a width padded to whole lines. */
    default int padded(int width) {
        return (width + line() - 1) / line() * line();
    }

    /** Returns what does the work and with how many lanes, as in {@code vector, 16 lanes}. */
    String name();

    /** Returns how many columns a panel holds: a multiple of {@link #line}. */
    int panelWidth();

    /**
     * Returns how many columns the group of a column holds.
     *
     * @param to where panels end, at a multiple of {@link #panelWidth} or at the padded width
     */
    default int panelAt(int column, int to) {
        return column < to / panelWidth() * panelWidth() ? panelWidth() : line();
    }

    /** Puts columns {@code from … to} of a matrix W [rows, columns], whose rows lie {@code ld} apart, into its panels. */
    void layOut(A w, int ld, int rows, int columns, int from, int to, A panels);

    /** Puts columns {@code from … to} of Wᵀ into its panels, with W [columns, rows], whose rows lie {@code ld} apart. */
    void layOutTransposed(A w, int ld, int rows, int columns, int from, int to, A panels);

    /** Takes all of Wᵀ out of its panels: the opposite of {@link #layOutTransposed} for all columns. */
    void takeOutTransposed(A panels, int rows, int columns, A w, int ld);

    /**
     * Y ← init + A P for some rows and the columns {@code from … to}: y[r, c] is 0, then for k = 0, 1, … + a[r, k] · p[k, c] by FMA,
     * then + init[r, c].
     *
     * @param a A, whose first row begins at {@code aAt} and whose rows lie {@code lda} apart
     * @param rows how many, at least 1
     * @param inner how many columns A has, and rows P
     * @param panels P in panels
     * @param init what the sums are added to; may be {@code y} itself
     * @param ldInit how far its rows lie apart; 0 for one row, such as a bias
     * @param y the result; padding is written, as zeros of panels leave it
     */
    void product(
            A a,
            int aAt,
            int lda,
            int rows,
            int inner,
            A panels,
            int from,
            int to,
            A init,
            int initAt,
            int ldInit,
            A y,
            int yAt,
            int ldy);

    /**
     * y ← init + a W for one row and W [inner, columns] as it lies, for the columns {@code from … to}: the bits of {@link #product}
     * without panels.
     */
    void rowProduct(A a, int aAt, int inner, A w, int ld, int from, int to, A init, int initAt, A y, int yAt);

    /**
     * y ← init + a Wᵀ for one row and W [columns, inner] as it lies, for the columns {@code from … to}, any integers. A sum is taken
     * in {@link #line} parts, part i of the terms i, i + line, … by FMA from 0; then the upper half of the parts is
     * added to the lower, part by part, and so on until one is left; then init is added. W is padded: terms beyond inner are zeros.
     */
    void rowDots(A a, int aAt, int inner, A w, int ldw, int from, int to, A init, int initAt, A y, int yAt);

    /**
     * G ← Dᵀ X, or G + Dᵀ X, a part of a gradient: g[i, j] is 0, or what stands there, then for b = 0, 1, … + d[b, i] · x[b, j] by FMA.
     *
     * @param d D, of which the columns that begin at {@code dAt} are taken
     * @param rows how many columns of D
     * @param x X, of which the columns that begin at {@code xAt} are taken
     * @param columns how many of them: a multiple of {@link #line}, at most {@link #strip}
     * @param batch how many samples
     * @param adds whether what stands in G is added to
     * @param g the result, whose rows lie {@code ldg} apart
     */
    void gradient(
            A d,
            int dAt,
            int ldd,
            int rows,
            A x,
            int xAt,
            int ldx,
            int columns,
            int batch,
            boolean adds,
            A g,
            int gAt,
            int ldg);

    /** g[j] ← the sum over b = 0, 1, … of d[b, j], from 0 or from what stands there, for columns in whole lines. */
    void sumRows(A d, int dAt, int ldd, int columns, int batch, boolean adds, A g, int gAt);

    /** y ← f(x), for the elements {@code from … to} of arrays of one layout, in whole lines, as below. May work in place. */
    void activate(Activation f, A x, A y, int from, int to);

    /** y ← f(x) and slope ← f′(x). y may be x. */
    void activate(Activation f, A x, A y, A slope, int from, int to);

    /** y ← a − b. */
    void subtract(A a, A b, A y, int from, int to);

    /** y ← a · b. */
    void multiply(A a, A b, A y, int from, int to);

    /** y ← factor · a. */
    void scale(A a, double factor, A y, int from, int to);

    /** y ← fma(factor, b, a). */
    void addScaled(A a, double factor, A b, A y, int from, int to);

    /** With ε = x − μ: d ← (γ · ε) · slope, x ← fma(−γ, ε, x). */
    void gather(A x, A mu, A slope, double gamma, A d, int from, int to);

    /** With ε = x − μ: d ← γ · ε, x ← fma(−γ, ε, x). */
    void gather(A x, A mu, double gamma, A d, int from, int to);

    /**
     * With F the force: m ← fma(p, F − m, m), v ← fma((q F), F, (1 − q) v), x ← fma(γ, m / (√v + ε), x). An F whose square would be
     * subnormal counts as 0 in v.
     *
     * @param ofForce p, what F weighs in the mean
     * @param ofSquare q, what F² weighs in the mean square
     */
    void adamOnValues(
            A force,
            A mean,
            A square,
            A x,
            double ofForce,
            double ofSquare,
            double gamma,
            double epsilon,
            int from,
            int to);

    /** y ← held, where the mask is not 0. */
    void hold(A mask, A held, A y, int from, int to);

    /** y ← 0, where the mask is not 0. */
    void clear(A mask, A y, int from, int to);

    /** y ← a · weights, 0 where the weight is 0, whatever a is there. */
    void weigh(A a, A weights, A y, int from, int to);

    /** y ← onehot(label) − softmax(μ) for a row of so many classes, which begins at {@code at} in μ and at {@code yAt} in y. */
    void softmaxError(A mu, int at, int classes, int label, A y, int yAt);

    /** Returns −log softmax(μ)[label] for a row. */
    double crossEntropy(A mu, int at, int classes, int label);

    /** Returns Σ a², of elements side by side, in float64. */
    double squares(A a, int at, int count);

    /** Returns Σ (b − a)². */
    double squares(A a, int aAt, A b, int bAt, int count);

    /** Returns Σ weight (b − a)², without what has a weight of 0; weights lie as b does. */
    double squares(A a, int aAt, A b, int bAt, A weights, int count);

    /** θ ← fma(rate, d, θ) with d = fma(−decay, θ, Δ · scale), for {@code count} numbers, any; without the product where decay is 0. */
    void descend(A theta, int at, A delta, int deltaAt, int count, double scale, double decay, double rate);

    /** m ← fma(momentum, m, d), or d at first; θ ← fma(rate, m, θ); d as of {@link #descend}. */
    void descend(
            A theta,
            A mean,
            int at,
            A delta,
            int deltaAt,
            int count,
            double scale,
            double decay,
            double momentum,
            boolean first,
            double rate);

    /** A step of Adam or AdamW for {@code count} numbers, any; see {@link AdamStep}. */
    void adam(A theta, A mean, A square, int at, A delta, int deltaAt, int count, AdamStep step);
}
