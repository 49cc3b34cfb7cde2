package org.pcn4j.spark;

import java.io.Serializable;
import java.util.List;

/**
 * What each task of a training is told.
 *
 * @param settings the experiment, as a text, with the threads of each rank; of a run that goes on, as it began
 * @param changes what it says otherwise than the run did when it began, as in {@code epochs=30}; serializable
 * @param name what the run is called
 * @param command the words that started it; serializable
 * @param patienceMillis how long a rank may be silent
 * @param courier the way to the driver
 */
record Assignment(
        String settings, List<String> changes, String name, List<String> command, long patienceMillis, Courier courier)
        implements Serializable {}
