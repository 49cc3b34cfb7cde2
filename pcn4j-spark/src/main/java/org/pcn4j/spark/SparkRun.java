package org.pcn4j.spark;

import org.pcn4j.train.run.RunFolder;

/**
 * A training that Spark has carried out.
 *
 * @param folder of the run, at the driver: its settings, measurements, checkpoints, report and model
 * @param model that it has trained, to add predictions to DataFrames
 */
public record SparkRun(RunFolder folder, SparkModel model) {}
