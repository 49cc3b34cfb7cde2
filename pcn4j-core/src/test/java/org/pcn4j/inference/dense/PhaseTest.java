package org.pcn4j.inference.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks of a phase, fewer and more than a word has bits: each is done once, whoever does it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PhaseTest {
    private static final class Counting extends Phase {
        private final AtomicIntegerArray done;

        Counting(int tasks) {
            this.done = new AtomicIntegerArray(tasks);
        }

        @Override
        int tasks() {
            return done.length();
        }

        @Override
        void run(int task, int thread) {
            if (done.incrementAndGet(task) == Integer.MAX_VALUE) {
                throw new IllegalStateException("task " + task + " is done too often");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 63, 64, 65, 67, 127, 128, 129, 1000})
    void eachTaskIsDoneOnceARun(int tasks) {
        for (int threads = 1; threads <= 4; threads++) {
            Counting phase = new Counting(tasks);
            int taken = Crew.take(threads);
            try {
                for (int run = 1; run <= 200; run++) {
                    Crew.run(phase, taken);
                    for (int task = 0; task < tasks; task++) {
                        assertThat(phase.done.get(task)).isEqualTo(run);
                    }
                }
            } finally {
                Crew.giveBack();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 64, 65, 200})
    void threadsShareAllBundlesAmongThem(int tasks) {
        Counting phase = new Counting(tasks);
        for (int threads = 1; threads <= 4; threads++) {
            long all = 0;
            int bits = 0;
            for (int thread = 0; thread < threads; thread++) {
                long own = phase.own(thread, threads);
                all |= own;
                bits += Long.bitCount(own);
            }
            assertThat(bits).isEqualTo(Long.bitCount(all)).isEqualTo(Math.min(64, tasks));
        }
        assertThat(phase.first(0)).isZero();
        assertThat(phase.first(phase.bundles())).isEqualTo(tasks);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 64, 200})
    void whatATaskThrowsIsThrownWhenAllOthersAreDone(int tasks) {
        Counting phase = new Counting(tasks);
        phase.done.set(1, Integer.MAX_VALUE - 1);
        assertThatThrownBy(() -> Crew.run(phase, 1)).hasMessage("task 1 is done too often");
        for (int task = 0; task < tasks; task++) {
            assertThat(phase.done.get(task)).isEqualTo(task == 1 ? Integer.MAX_VALUE : 1);
        }
    }
}
