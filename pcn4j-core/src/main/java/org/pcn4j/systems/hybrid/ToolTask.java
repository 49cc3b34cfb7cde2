package org.pcn4j.systems.hybrid;

/**
 * What the planner of an arm knows of its task: the hand is free, at the tool or at the ball, and the tool is free or picked up.
 * The ball can be reached from the tool alone, once it is picked up. Preferred is to be at the ball with the tool.
 */
final class ToolTask {
    private static final int HOLDS = 2;
    private static final int STATES = Intention.values().length * HOLDS;

    private ToolTask() {}

    static int state(Intention place, boolean isPicked) {
        return place.index() * HOLDS + (isPicked ? 1 : 0);
    }

    /** Returns a planner whose actions are to mean each intention. */
    static DiscretePlanner planner(int ahead) {
        double[] preferences = new double[STATES];
        preferences[state(Intention.BALL, true)] = 1;
        double[][][] transitions = new double[Intention.values().length][STATES][STATES];
        for (Intention action : Intention.values()) {
            for (Intention place : Intention.values()) {
                for (boolean isPicked : new boolean[] {false, true}) {
                    boolean works = action == Intention.TOOL
                            || (action == Intention.BALL && place == Intention.TOOL && isPicked);
                    int next = state(works ? action : place, isPicked);
                    transitions[action.index()][next][state(place, isPicked)] = 1;
                }
            }
        }
        return new DiscretePlanner(transitions, preferences, ahead);
    }

    /** Returns how likely each place is in each state, Aᵀr. */
    static double[] ofPlaces(double[] places) {
        double[] likelihoods = new double[STATES];
        for (int s = 0; s < STATES; s++) {
            likelihoods[s] = places[s / HOLDS];
        }
        return likelihoods;
    }

    /** Returns how likely what is felt is in each state. */
    static double[] ofTouch(boolean isPicked) {
        double[] likelihoods = new double[STATES];
        for (int s = 0; s < STATES; s++) {
            likelihoods[s] = s % HOLDS == (isPicked ? 1 : 0) ? 1 : 0;
        }
        return likelihoods;
    }

    /** Returns the probability of each place, A q. */
    static double[] places(double[] state) {
        double[] places = new double[Intention.values().length];
        for (int s = 0; s < STATES; s++) {
            places[s / HOLDS] += state[s];
        }
        return places;
    }
}
