package org.pcn4j.inference;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A small matrix, for closed forms, and the made-up numbers of which the papers' figures were computed: u(c)ᵢ = sin(c + 1.7 i),
 * U(c)ᵢⱼ = sin(c + 1.7 i + 2.3 j + 1.1 i j), W(c; m×n) = U(c)/√n.
 */
public final class Matrix {
    private final double[][] rows;

    public Matrix(double[][] rows) {
        this.rows = rows;
    }

    /** A way to fill a matrix. */
    public interface Entry {
        double at(int row, int column);
    }

    public static Matrix of(int rows, int columns, Entry entry) {
        double[][] numbers = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                numbers[i][j] = entry.at(i, j);
            }
        }
        return new Matrix(numbers);
    }

    /** u(c), a column. */
    public static Matrix u(double c, int n) {
        return of(n, 1, (i, j) -> Math.sin(c + 1.7 * i));
    }

    /** U(c), m × n. */
    public static Matrix ofU(double c, int m, int n) {
        return of(m, n, (i, j) -> Math.sin(c + 1.7 * i + 2.3 * j + 1.1 * i * j));
    }

    /** W(c; m × n). */
    public static Matrix ofW(double c, int m, int n) {
        return ofU(c, m, n).times(1 / Math.sqrt(n));
    }

    public static Matrix column(double... numbers) {
        return of(numbers.length, 1, (i, j) -> numbers[i]);
    }

    public static Matrix diagonal(double... numbers) {
        return of(numbers.length, numbers.length, (i, j) -> i == j ? numbers[i] : 0);
    }

    public static Matrix identity(int n) {
        return of(n, n, (i, j) -> i == j ? 1 : 0);
    }

    public int height() {
        return rows.length;
    }

    public int width() {
        return rows[0].length;
    }

    public double at(int row, int column) {
        return rows[row][column];
    }

    public Matrix transposed() {
        return of(width(), height(), (i, j) -> rows[j][i]);
    }

    public Matrix times(double factor) {
        return of(height(), width(), (i, j) -> factor * rows[i][j]);
    }

    public Matrix times(Matrix other) {
        return of(
                height(),
                other.width(),
                (i, j) -> IntStream.range(0, width())
                        .mapToDouble(k -> rows[i][k] * other.rows[k][j])
                        .sum());
    }

    public Matrix plus(Matrix other) {
        return of(height(), width(), (i, j) -> rows[i][j] + other.rows[i][j]);
    }

    public Matrix minus(Matrix other) {
        return plus(other.times(-1));
    }

    /** The rows from one on, up to another. */
    public Matrix rows(int from, int to) {
        return new Matrix(Arrays.copyOfRange(rows, from, to));
    }

    /** A⁻¹b, by Gauss, the largest pivot first. */
    public Matrix solved(Matrix b) {
        double[][] left = of(height(), width(), this::at).rows;
        double[][] right = of(b.height(), b.width(), b::at).rows;
        for (int k = 0; k < left.length; k++) {
            int pivot = k;
            for (int i = k + 1; i < left.length; i++) {
                pivot = Math.abs(left[i][k]) > Math.abs(left[pivot][k]) ? i : pivot;
            }
            swap(left, k, pivot);
            swap(right, k, pivot);
            for (int i = 0; i < left.length; i++) {
                double factor = left[i][k] / left[k][k];
                if (i != k && factor != 0) {
                    add(left[i], left[k], -factor);
                    add(right[i], right[k], -factor);
                }
            }
        }
        return of(b.height(), b.width(), (i, j) -> right[i][j] / left[i][i]);
    }

    private static void swap(double[][] rows, int i, int j) {
        double[] row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
    }

    private static void add(double[] to, double[] row, double factor) {
        Arrays.setAll(to, j -> to[j] + factor * row[j]);
    }

    /** The largest eigenvalue of a symmetric, positive matrix, by power iteration. */
    public double largestEigenvalue() {
        Matrix v = u(1, height());
        double eigenvalue = 0;
        for (int i = 0; i < 2000; i++) {
            v = times(v.times(1 / v.norm()));
            eigenvalue = v.norm();
        }
        return eigenvalue;
    }

    public double norm() {
        return Math.sqrt(Arrays.stream(numbers()).map(x -> x * x).sum());
    }

    /** Row by row, as of a tensor. */
    public double[] numbers() {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    /** A tensor of this matrix, in which the columns, one a sample, are rows. */
    Tensor samples() {
        return transposed().tensor();
    }

    Tensor tensor() {
        return Tensor.of(DType.FLOAT64, Shape.of(height(), width()), numbers());
    }

    /** Puts the numbers into a tensor of as many. */
    public void into(Tensor tensor) {
        try (Tensor numbers = Tensor.of(DType.FLOAT64, tensor.shape(), numbers())) {
            tensor.copyInPlace(numbers);
        }
    }
}
