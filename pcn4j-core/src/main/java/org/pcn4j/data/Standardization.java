package org.pcn4j.data;

/** x ↦ (x − mean) / deviation, for each column by itself. Immutable. */
final class Standardization {
    private final double[] means;
    private final double[] deviations;

    private Standardization(double[] means, double[] deviations) {
        this.means = means;
        this.deviations = deviations;
    }

    /**
     * Takes the statistics of numbers [rows, columns], of at least one row. The deviation is that of these rows as the
     * whole population; of a column that is the same everywhere it is taken for 1.
     */
    static Standardization of(double[] numbers, int columns) {
        double[] means = new double[columns];
        double[] deviations = new double[columns];
        for (int column = 0; column < columns; column++) {
            // Rounding would give a column of equal numbers another mean and a deviation that is not quite 0.
            boolean constant = isConstant(numbers, columns, column);
            means[column] = constant ? numbers[column] : mean(numbers, columns, column);
            deviations[column] = constant ? 1 : deviation(numbers, columns, column, means[column]);
        }
        return new Standardization(means, deviations);
    }

    private static boolean isConstant(double[] numbers, int columns, int column) {
        for (int i = column; i < numbers.length; i += columns) {
            if (numbers[i] != numbers[column]) {
                return false;
            }
        }
        return true;
    }

    private static double mean(double[] numbers, int columns, int column) {
        double sum = 0;
        for (int i = column; i < numbers.length; i += columns) {
            sum += numbers[i];
        }
        int rows = numbers.length / columns;
        return sum / rows;
    }

    private static double deviation(double[] numbers, int columns, int column, double mean) {
        double sum = 0;
        for (int i = column; i < numbers.length; i += columns) {
            sum += (numbers[i] - mean) * (numbers[i] - mean);
        }
        int rows = numbers.length / columns;
        return Math.sqrt(sum / rows);
    }

    /** Returns new numbers [rows, columns]. */
    double[] apply(double[] numbers) {
        double[] standardized = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            int column = i % means.length;
            standardized[i] = (numbers[i] - means[column]) / deviations[column];
        }
        return standardized;
    }
}
