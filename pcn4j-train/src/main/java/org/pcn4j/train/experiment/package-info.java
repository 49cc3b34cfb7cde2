/**
 * Experiments as settings: a network, the data it learns from, the rule, the optimizer and all else that a training
 * depends on, read from YAML, checked as a whole, and made ready to train.
 */
@NullMarked
package org.pcn4j.train.experiment;

import org.jspecify.annotations.NullMarked;
