package org.pcn4j.systems.surprise;

/**
 * How large a {@link SpikeSum} is, and how fast it learns.
 *
 * @param rooms how many there are: at least 2
 * @param inputs spiking inputs of each room: at least 1
 * @param neurons of each population, for each room: at least 1
 * @param steps of a presentation, a millisecond each: at least 1
 * @param modules how many rules can be kept: at least 1
 * @param rate of learning
 */
public record SpikeSumSettings(int rooms, int inputs, int neurons, int steps, int modules, LearningRate rate) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public SpikeSumSettings {
        atLeast(2, "rooms", rooms);
        atLeast(1, "inputs", inputs);
        atLeast(1, "neurons", neurons);
        atLeast(1, "steps", steps);
        atLeast(1, "modules", modules);
    }

    private static void atLeast(int least, String name, int number) {
        if (number < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", not " + number);
        }
    }

    /** Returns the published numbers: 16 rooms, 8 inputs and 32 neurons a room, 100 steps; one module, which is surprised. */
    public static SpikeSumSettings published() {
        return new SpikeSumSettings(16, 8, 32, 100, 1, LearningRate.BySurprise.published());
    }

    /** Returns the same with another rate of learning. */
    public SpikeSumSettings withRate(LearningRate rate) {
        return new SpikeSumSettings(rooms, inputs, neurons, steps, modules, rate);
    }

    /** Returns the same with another number of modules. */
    public SpikeSumSettings withModules(int modules) {
        return new SpikeSumSettings(rooms, inputs, neurons, steps, modules, rate);
    }

    /** Returns the same with other numbers of rooms, of inputs and of neurons a room. */
    public SpikeSumSettings withSize(int rooms, int inputs, int neurons) {
        return new SpikeSumSettings(rooms, inputs, neurons, steps, modules, rate);
    }

    /** Returns the same with another number of steps. */
    public SpikeSumSettings withSteps(int steps) {
        return new SpikeSumSettings(rooms, inputs, neurons, steps, modules, rate);
    }
}
