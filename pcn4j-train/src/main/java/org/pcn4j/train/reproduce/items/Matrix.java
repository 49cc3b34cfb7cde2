package org.pcn4j.train.reproduce.items;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** A small matrix of float64, for closed forms that inference is compared with. Immutable. */
final class Matrix {
    private static final int POWER_STEPS = 20_000;
    private final int rows;
    private final int columns;
    private final double[] numbers;

    /** What stands at a place. */
    @FunctionalInterface
    interface Entries {
        double at(int row, int column);
    }

    Matrix(int rows, int columns, Entries entries) {
        this.rows = rows;
        this.columns = columns;
        this.numbers = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                numbers[i * columns + j] = entries.at(i, j);
            }
        }
    }

    static Matrix column(int rows, IntToDoubleFunction entries) {
        return new Matrix(rows, 1, (row, column) -> entries.applyAsDouble(row));
    }

    static Matrix identity(int size) {
        return new Matrix(size, size, (row, column) -> row == column ? 1 : 0);
    }

    /** Returns independent Gaussian numbers of a standard deviation. */
    static Matrix gaussian(int rows, int columns, double deviation, SplittableRandom random) {
        return new Matrix(rows, columns, (row, column) -> deviation * random.nextGaussian());
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    double at(int row, int column) {
        return numbers[row * columns + column];
    }

    Matrix transposed() {
        return new Matrix(columns, rows, (row, column) -> at(column, row));
    }

    Matrix times(Matrix other) {
        return new Matrix(rows, other.columns, (row, column) -> {
            double sum = 0;
            for (int i = 0; i < columns; i++) {
                sum += at(row, i) * other.at(i, column);
            }
            return sum;
        });
    }

    Matrix times(double factor) {
        return new Matrix(rows, columns, (row, column) -> factor * at(row, column));
    }

    Matrix plus(Matrix other) {
        return new Matrix(rows, columns, (row, column) -> at(row, column) + other.at(row, column));
    }

    Matrix minus(Matrix other) {
        return plus(other.times(-1));
    }

    /** Returns the sum of products of all numbers. */
    double dot(Matrix other) {
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            sum += numbers[i] * other.numbers[i];
        }
        return sum;
    }

    double norm() {
        return Math.sqrt(dot(this));
    }

    /** Solves this times x = right, by elimination with pivots. */
    Matrix solve(Matrix right) {
        int n = rows;
        double[][] system = new double[n][n + right.columns];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n + right.columns; j++) {
                system[i][j] = j < n ? at(i, j) : right.at(i, j - n);
            }
        }
        for (int i = 0; i < n; i++) {
            int pivot = i;
            for (int k = i + 1; k < n; k++) {
                pivot = Math.abs(system[k][i]) > Math.abs(system[pivot][i]) ? k : pivot;
            }
            double[] row = system[pivot];
            system[pivot] = system[i];
            system[i] = row;
            for (int k = 0; k < n; k++) {
                double factor = k == i ? 0 : system[k][i] / row[i];
                for (int j = i; factor != 0 && j < row.length; j++) {
                    system[k][j] -= factor * row[j];
                }
            }
        }
        return new Matrix(n, right.columns, (i, j) -> system[i][n + j] / system[i][i]);
    }

    /** Returns the largest eigenvalue of a symmetric matrix without negative ones, by power iteration. */
    double largestEigenvalue() {
        Matrix vector = column(rows, row -> 1 + Math.sin(row));
        double value = 0;
        for (int i = 0; i < POWER_STEPS; i++) {
            Matrix next = times(vector);
            double found = next.norm() / vector.norm();
            vector = next.times(1 / next.norm());
            if (Math.abs(found - value) <= 1e-15 * found) {
                return found;
            }
            value = found;
        }
        return value;
    }

    /** Returns a copy of all numbers, row by row. */
    double[] numbers() {
        return numbers.clone();
    }

    Tensor tensor() {
        return Tensor.of(DType.FLOAT64, Shape.of(rows, columns), numbers.clone());
    }
}
