package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

class BatchesTest {
    private static final int COUNT = 10;

    /** Ten images of two pixels; the first pixel of image i is i, and so is its label. */
    private static LabeledImages images() {
        byte[] pixels = new byte[2 * COUNT];
        byte[] labels = new byte[COUNT];
        for (byte i = 0; i < COUNT; i++) {
            pixels[2 * i] = i;
            labels[i] = i;
        }
        return new LabeledImages("ten", 1, 2, COUNT, pixels, labels);
    }

    private static Batches batches(long seed) {
        return new Batches(images().as(Shape.of(2)), DType.FLOAT32, 4, new Seed(seed));
    }

    private static long[] epoch(Batches batches, long epoch) {
        long[] all = new long[COUNT];
        int next = 0;
        for (long i = 0; i < batches.perEpoch(); i++) {
            try (TensorScope scope = new TensorScope()) {
                for (long label :
                        batches.get(epoch * batches.perEpoch() + i).targets().toLongs()) {
                    all[next++] = label;
                }
            }
        }
        assertThat(next).isEqualTo(COUNT);
        return all;
    }

    @Test
    void anEpochHoldsEveryImageOnceInAnOrderOfItsOwn() {
        Batches batches = batches(1);
        assertThat(batches.perEpoch()).isEqualTo(3);
        long[] first = epoch(batches, 0);
        long[] second = epoch(batches, 1);
        assertThat(first).isNotEqualTo(second).isNotEqualTo(epoch(batches(2), 0));
        Arrays.sort(first);
        Arrays.sort(second);
        assertThat(first).isEqualTo(second).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void aBatchDependsOnItsNumberAlone() {
        try (TensorScope scope = new TensorScope()) {
            Batches batches = batches(1);
            long[] fifth = batches.get(5).targets().toLongs();
            assertThat(batches.get(0).targets().elements()).isEqualTo(4);
            assertThat(batches.get(5).targets().toLongs()).isEqualTo(fifth);
            assertThat(fifth).as("what is left of ten by four").hasSize(2);
            assertThat(batches(1).get(5).targets().toLongs()).isEqualTo(fifth);
        }
    }

    @Test
    void pixelsBelongToTheirLabels() {
        try (TensorScope scope = new TensorScope()) {
            Batch batch = new Batches(images().as(Shape.of(1, 1, 2)), DType.FLOAT64, 4, new Seed(1)).get(0);
            assertThat(batch.inputs().shape()).isEqualTo(Shape.of(4, 1, 1, 2));
            assertThat(batch.inputs().dtype()).isEqualTo(DType.FLOAT64);
            double[] pixels = batch.inputs().toDoubles();
            long[] labels = batch.targets().toLongs();
            for (int i = 0; i < 4; i++) {
                assertThat(Math.round(pixels[2 * i] * 255)).isEqualTo(labels[i]);
                assertThat(pixels[2 * i + 1]).isZero();
            }
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new Batches(images().as(Shape.of(3)), DType.FLOAT32, 4, new Seed(1)))
                .hasMessage("batches of 'ten': a sample of shape [3] holds 3 numbers, an image 2");
        assertThatThrownBy(() -> new Batches(images().as(Shape.of(2)), DType.INT64, 4, new Seed(1)))
                .hasMessage("batches of 'ten': expected float32 or float64, found int64");
        assertThatThrownBy(() -> new Batches(images().as(Shape.of(2)), DType.FLOAT32, 0, new Seed(1)))
                .hasMessage("batches of 'ten': expected a batch size of at least 1, found 0");
        assertThatThrownBy(() -> batches(1).get(-1)).hasMessage("updates are counted from 0, found -1");
    }
}
