package org.pcn4j.cli;

import org.pcn4j.analysis.ComparisonReport;

/**
 * What was measured of one model.
 *
 * @param title what was compared and how, in a line
 */
record Measured(ModelChoice model, String title, ComparisonReport report) {}
