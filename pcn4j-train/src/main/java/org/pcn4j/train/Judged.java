package org.pcn4j.train;

/**
 * An evaluation and when it was made.
 *
 * @param update after how many updates
 */
record Judged(long update, Evaluation evaluation) {}
