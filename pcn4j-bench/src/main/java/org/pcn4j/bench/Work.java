package org.pcn4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What one side of a benchmark does again and again, on the batches of a folder in turns. */
interface Work extends AutoCloseable {
    /** The nanoseconds of a millisecond. */
    double NANOS_PER_MILLI = 1e6;

    /** Does it once, on the next batch. */
    void update();

    /** Starts anew, at the first batch. */
    void reset();

    /** Writes the numbers by which sides are compared, a file each. */
    void write(Path folder) throws IOException;

    /** Returns the bytes of the parameters and buffers, which stand whatever is done. */
    long parameterBytes();

    /** Returns how many pullbacks it makes each time, where a plan says so. */
    OptionalLong pullbacks();

    /** Returns how many milliseconds each of so many times took. */
    default double[] timed(int count) {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            update();
            millis[i] = (System.nanoTime() - start) / NANOS_PER_MILLI;
        }
        return millis;
    }

    @Override
    void close();
}
