package org.pcn4j.dense;

/**
 * The arithmetic of dense networks in float32. Two implementations give the same bits: {@link ScalarKernels} by plain loops, which
 * is the definition, and one by the JDK's Vector API in the module {@code pcn4j-vector}. Every element of a product is one sum in
 * the order of its terms by FMA, beginning with what it is added to; so the result depends neither on lanes nor on tiles, nor on
 * who computes which rows and columns. Methods neither allocate nor lock; different threads may write different parts of an array.
 *
 * <p><b>Arrays.</b> Values lie row by row, a sample a row; rows are padded to a multiple of {@link #LINE} numbers, and the padding
 * is written too. A matrix in <b>panels</b> is laid out as products read it: its columns, padded to a multiple of {@link #LINE} by
 * zeros, stand in groups of {@link #panelWidth}, those left over in groups of {@link #LINE}; within a group of w columns that
 * begins at column c, element (k, j) stands at {@code c · K + k · w + (j − c)}, with K the number of rows. Columns are named by
 * ranges that begin and end at multiples of {@link #panelWidth}, or end at the padded width.
 */
public interface DenseKernels {
    /** Rows are padded to a multiple of so many numbers, a cache line. */
    int LINE = 16;

    /** A strip of a gradient is at most so wide. */
    int STRIP = 64;

    /** Returns a width padded to whole lines. */
    static int padded(int width) {
        return (width + LINE - 1) / LINE * LINE;
    }

    /** Returns what does the work and with how many lanes, as in {@code vector, 16 lanes}. */
    String name();

    /** Returns how many columns a panel holds: a multiple of {@link #LINE}. */
    int panelWidth();

    /**
     * Returns how many columns the group of a column holds.
     *
     * @param to where panels end, at a multiple of {@link #panelWidth} or at the padded width
     */
    default int panelAt(int column, int to) {
        return column < to / panelWidth() * panelWidth() ? panelWidth() : LINE;
    }

    /** Puts columns {@code from … to} of a matrix W [rows, columns], whose rows lie {@code ld} apart, into its panels. */
    void layOut(float[] w, int ld, int rows, int columns, int from, int to, float[] panels);

    /** Puts columns {@code from … to} of Wᵀ into its panels, with W [columns, rows], whose rows lie {@code ld} apart. */
    void layOutTransposed(float[] w, int ld, int rows, int columns, int from, int to, float[] panels);

    /** Takes all of Wᵀ out of its panels: the opposite of {@link #layOutTransposed} for all columns. */
    void takeOutTransposed(float[] panels, int rows, int columns, float[] w, int ld);

    /**
     * Y ← init + A P for some rows and the columns {@code from … to}: y[r, c] is init[r, c], then for k = 0, 1, … + a[r, k] · p[k, c]
     * by FMA.
     *
     * @param a A, whose first row begins at {@code aAt} and whose rows lie {@code lda} apart
     * @param rows how many, at least 1
     * @param inner how many columns A has, and rows P
     * @param panels P in panels
     * @param init what the sums begin with; may be {@code y} itself
     * @param ldInit how far its rows lie apart; 0 for one row, such as a bias
     * @param y the result; padding is written, as zeros of panels leave it
     */
    void product(
            float[] a,
            int aAt,
            int lda,
            int rows,
            int inner,
            float[] panels,
            int from,
            int to,
            float[] init,
            int initAt,
            int ldInit,
            float[] y,
            int yAt,
            int ldy);

    /**
     * y ← init + a W for one row and W [inner, columns] as it lies, for the columns {@code from … to}: the bits of {@link #product}
     * without panels.
     */
    void rowProduct(
            float[] a,
            int aAt,
            int inner,
            float[] w,
            int ld,
            int from,
            int to,
            float[] init,
            int initAt,
            float[] y,
            int yAt);

    /**
     * y ← init + a Wᵀ for one row and W [columns, inner] as it lies, for the columns {@code from … to}, any integers. A sum is taken
     * in {@link #LINE} parts, part i of the terms i, i + LINE, … by FMA from 0; then part 8 + i is added to part i for i = 0 … 7,
     * 4 + i to i for i = 0 … 3, 2 + i to i for i = 0, 1, and 1 to 0; then init is added. W is padded: terms beyond inner are zeros.
     */
    void rowDots(
            float[] a,
            int aAt,
            int inner,
            float[] w,
            int ldw,
            int from,
            int to,
            float[] init,
            int initAt,
            float[] y,
            int yAt);

    /**
     * G ← Dᵀ X, or G + Dᵀ X, a part of a gradient: g[i, j] is 0, or what stands there, then for b = 0, 1, … + d[b, i] · x[b, j] by FMA.
     *
     * @param d D, of which the columns that begin at {@code dAt} are taken
     * @param rows how many columns of D
     * @param x X, of which the columns that begin at {@code xAt} are taken
     * @param columns how many of them: a multiple of {@link #LINE}, at most {@link #STRIP}
     * @param batch how many samples
     * @param adds whether what stands in G is added to
     * @param g the result, whose rows lie {@code ldg} apart
     */
    void gradient(
            float[] d,
            int dAt,
            int ldd,
            int rows,
            float[] x,
            int xAt,
            int ldx,
            int columns,
            int batch,
            boolean adds,
            float[] g,
            int gAt,
            int ldg);

    /** g[j] ← the sum over b = 0, 1, … of d[b, j], from 0 or from what stands there, for columns in whole lines. */
    void sumRows(float[] d, int dAt, int ldd, int columns, int batch, boolean adds, float[] g, int gAt);

    /** y ← f(x), for the elements {@code from … to} of arrays of one layout, in whole lines, as below. May work in place. */
    void activate(Activation f, float[] x, float[] y, int from, int to);

    /** y ← f(x) and slope ← f′(x). y may be x. */
    void activate(Activation f, float[] x, float[] y, float[] slope, int from, int to);

    /** y ← a − b. */
    void subtract(float[] a, float[] b, float[] y, int from, int to);

    /** y ← a · b. */
    void multiply(float[] a, float[] b, float[] y, int from, int to);

    /** y ← factor · a. */
    void scale(float[] a, float factor, float[] y, int from, int to);

    /** y ← fma(factor, b, a). */
    void addScaled(float[] a, float factor, float[] b, float[] y, int from, int to);

    /** With ε = x − μ: d ← (γ · ε) · slope, x ← fma(−γ, ε, x). */
    void gather(float[] x, float[] mu, float[] slope, float gamma, float[] d, int from, int to);

    /** With ε = x − μ: d ← γ · ε, x ← fma(−γ, ε, x). */
    void gather(float[] x, float[] mu, float gamma, float[] d, int from, int to);

    /**
     * With F the force: m ← fma(p, F − m, m), v ← fma((q F), F, (1 − q) v), x ← fma(γ, m / (√v + ε), x).
     *
     * @param ofForce p, what F weighs in the mean
     * @param ofSquare q, what F² weighs in the mean square
     */
    default void adamOnValues(
            float[] force,
            float[] mean,
            float[] square,
            float[] x,
            float ofForce,
            float ofSquare,
            float gamma,
            float epsilon,
            int from,
            int to) {
        for (int i = from; i < to; i++) {
            float f = force[i];
            mean[i] = Math.fma(ofForce, f - mean[i], mean[i]);
            square[i] = Math.fma(ofSquare * f, f, (1 - ofSquare) * square[i]);
            x[i] = Math.fma(gamma, mean[i] / ((float) Math.sqrt(square[i]) + epsilon), x[i]);
        }
    }

    /** y ← held, where the mask is not 0. */
    default void hold(float[] mask, float[] held, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = mask[i] == 0 ? y[i] : held[i];
        }
    }

    /** y ← 0, where the mask is not 0. */
    default void clear(float[] mask, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = mask[i] == 0 ? y[i] : 0;
        }
    }

    /** y ← a · weights, 0 where the weight is 0, whatever a is there. */
    default void weigh(float[] a, float[] weights, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = weights[i] == 0 ? 0 : a[i] * weights[i];
        }
    }

    /** θ ← fma(rate, d, θ) with d = fma(−decay, θ, Δ · scale), for {@code count} numbers, any; without the product where decay is 0. */
    void descend(float[] theta, int at, float[] delta, int deltaAt, int count, float scale, float decay, float rate);

    /** m ← fma(momentum, m, d), or d at first; θ ← fma(rate, m, θ); d as of {@link #descend}. */
    void descend(
            float[] theta,
            float[] mean,
            int at,
            float[] delta,
            int deltaAt,
            int count,
            float scale,
            float decay,
            float momentum,
            boolean first,
            float rate);

    /** A step of Adam or AdamW for {@code count} numbers, any; see {@link AdamStep}. */
    void adam(
            float[] theta, float[] mean, float[] square, int at, float[] delta, int deltaAt, int count, AdamStep step);
}
