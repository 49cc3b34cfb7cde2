package org.pcn4j.systems.temporal;

import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** The made-up numbers of which closed forms were computed: u(c)ᵢ = sin(c + 1.7 i), U(c)ᵢⱼ = sin(c + 1.7 i + 2.3 j + 1.1 i j). */
final class GoldenNumbers {
    private GoldenNumbers() {}

    static double[] u(double c, int n) {
        double[] numbers = new double[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = Math.sin(c + 1.7 * i);
        }
        return numbers;
    }

    /** W(c; m × n) = U(c) / √n, a new tensor. */
    static Tensor w(double c, int m, int n) {
        double[] numbers = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                numbers[i * n + j] = Math.sin(c + 1.7 * i + 2.3 * j + 1.1 * i * j) / Math.sqrt(n);
            }
        }
        return Tensor.of(DType.FLOAT64, Shape.of(m, n), numbers);
    }

    /** A row, [1, n]. */
    static Tensor row(double... numbers) {
        return Tensor.of(DType.FLOAT64, Shape.of(1, numbers.length), numbers);
    }

    static Tensor column(double... numbers) {
        return Tensor.of(DType.FLOAT64, Shape.of(numbers.length, 1), numbers);
    }

    static Tensor identity(int n) {
        double[] numbers = new double[n * n];
        for (int i = 0; i < n; i++) {
            numbers[i * n + i] = 1;
        }
        return Tensor.of(DType.FLOAT64, Shape.of(n, n), numbers);
    }
}
