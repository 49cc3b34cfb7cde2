package org.pcn4j.train;

/**
 * An evaluation and when it was made.
 *
 * @param update after how many updates
 */
record DatedEvaluation(long update, Evaluation evaluation) {}
