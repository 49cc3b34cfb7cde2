package org.pcn4j.train;

/**
 * How well a number is predicted, in its own unit.
 *
 * @param name what the number is called
 * @param rmse the root of the mean squared error
 * @param mae the mean absolute error
 * @param r2 the coefficient of determination: 1 less the squared errors' sum over that of the distances from the mean of the
 *     samples evaluated; 1 is perfect, 0 as good as always that mean; NaN where all those numbers are equal
 */
public record Regression(String name, double rmse, double mae, double r2) {}
