package org.pcn4j.systems.surprise;

/** Learns from which room one comes to which, from one transition after another. Not thread-safe. */
public interface TransitionLearner {
    /**
     * Learns from one transition.
     *
     * @param last the room that was left, from 0 on
     * @param seen the room that was entered
     * @throws IllegalArgumentException if there is no such room
     */
    void present(int last, int seen);

    /**
     * Returns what is believed, T̂: for each room that is left the probability of each room that is entered.
     *
     * @return [rooms][rooms], a copy; each row sums up to 1
     */
    double[][] believed();

    /**
     * Returns how far what is believed is from the truth, the mean of (T − T̂)² over all pairs of rooms.
     *
     * @param truth T, [rooms][rooms]
     */
    default double error(double[][] truth) {
        double[][] believed = believed();
        double sum = 0;
        for (int last = 0; last < truth.length; last++) {
            for (int seen = 0; seen < truth.length; seen++) {
                double difference = truth[last][seen] - believed[last][seen];
                sum += difference * difference;
            }
        }
        return sum / (truth.length * (double) truth.length);
    }

    /**
     * Follows a walk, and learns from each of its transitions.
     *
     * @return the error after each presentation, against the rule of that presentation
     */
    default double[] follow(RoomWalk walk) {
        double[] errors = new double[walk.presentations()];
        for (int i = 0; i < errors.length; i++) {
            present(walk.last(i), walk.seen(i));
            errors[i] = error(walk.transitions(i));
        }
        return errors;
    }
}
