package org.pcn4j.learning;

/**
 * What Adam and AdamW are made with.
 *
 * @param learningRate finite, greater than 0
 * @param beta1 the decay of the mean of updates, from 0 to less than 1
 * @param beta2 the decay of the mean of squared updates, from 0 to less than 1
 * @param epsilon what is added to the root of the mean square, finite, at least 0
 * @param weightDecay finite, at least 0
 */
record AdamSettings(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
    AdamSettings {
        Optimizer.requirePositive("learning rate", learningRate);
        Optimizer.requireFraction("beta1", beta1);
        Optimizer.requireFraction("beta2", beta2);
        Optimizer.requireNotNegative("epsilon", epsilon);
        Optimizer.requireNotNegative("weight decay", weightDecay);
    }
}
