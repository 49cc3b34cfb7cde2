package org.pcn4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A barrier stage without enough slots is refused at once, with how many it needs. */
class SlotsTest {
    private static Slots fixed(int found) {
        return new Slots(() -> found, Duration.ZERO, Duration.ZERO);
    }

    @Test
    void asManyRanksAsAreWantedWhereThereAreSlots() {
        assertThat(fixed(4).ranks(OptionalInt.of(3))).isEqualTo(3);
        assertThat(fixed(4).ranks(OptionalInt.of(4))).isEqualTo(4);
    }

    @Test
    void allSlotsWhereNothingIsWanted() {
        assertThat(fixed(4).ranks(OptionalInt.empty())).isEqualTo(4);
    }

    @Test
    void tooFewAreToldAtOnce() {
        long begin = System.nanoTime();
        assertThatThrownBy(() -> fixed(4).ranks(OptionalInt.of(5)))
                .isInstanceOf(SparkTrainingException.class)
                .hasMessageStartingWith("Spark has too few slots for a barrier stage: 5 ranks need as many, found 4; ")
                .message()
                .hasLineCount(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void noneAtAllIsToldWhateverIsWanted() {
        assertThatThrownBy(() -> fixed(0).ranks(OptionalInt.empty()))
                .hasMessageContaining("1 rank needs as many, found 0");
        assertThatThrownBy(() -> fixed(0).ranks(OptionalInt.of(1)))
                .hasMessageContaining("1 rank needs as many, found 0");
    }

    @Test
    void executorsThatComeALittleLaterCount() {
        AtomicInteger asked = new AtomicInteger();
        Slots slots =
                new Slots(() -> Math.max(0, asked.incrementAndGet() - 3), Duration.ofMinutes(1), Duration.ofMinutes(1));
        assertThat(slots.ranks(OptionalInt.of(2))).isEqualTo(2);
        assertThat(asked).hasValue(5);
    }

    /** The cluster has no more to give then. */
    @Test
    void nobodyWaitsLongForOthersOnceSomeHaveCome() {
        Slots slots = new Slots(() -> 4, Duration.ofMinutes(1), Duration.ofMillis(100));
        assertThatThrownBy(() -> slots.ranks(OptionalInt.of(9))).hasMessageContaining("9 ranks need as many, found 4");
        assertThat(slots.ranks(OptionalInt.empty())).isEqualTo(4);
    }

    /** Spark would wait without a word. */
    @Test
    void slotsThatAreLostAreToldOnce() throws InterruptedException {
        List<String> told = new CopyOnWriteArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch heard = new CountDownLatch(1);
        try (Slots.Watch watch = new Slots(asked::incrementAndGet, Duration.ZERO, Duration.ZERO).watch(2, line -> {
            told.add(line);
            heard.countDown();
        })) {
            assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(told).containsExactly("Spark waits for slots to try again: 2 ranks need as many, found 1");
    }
}
