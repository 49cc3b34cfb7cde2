package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorException;
import org.pcn4j.tensor.TensorScope;

class ReshapedSamplesTest {
    private static final LabeledImages IMAGES = Shapes.generate(1, 6, 3).train();

    @Test
    void inputsHaveTheOtherShapeAndAllElseIsTheSame() {
        Samples flat = new ReshapedSamples(IMAGES, Shape.of(3 * 32 * 32));
        int[] chosen = {4, 0};
        try (TensorScope scope = new TensorScope()) {
            Batch batch = flat.batch(chosen, DType.FLOAT32);
            Batch plain = IMAGES.batch(chosen, DType.FLOAT32);
            assertThat(batch.inputs().shape()).isEqualTo(Shape.of(2, 3072));
            assertThat(batch.inputs().toFloats()).containsExactly(plain.inputs().toFloats());
            assertThat(batch.targets().isEqualTo(plain.targets())).isTrue();
        }
        assertThat(flat.name()).isEqualTo(IMAGES.name());
        assertThat(flat.size()).isEqualTo(6);
        assertThat(flat.kind()).isEqualTo(IMAGES.kind());
        assertThat(flat.labels().orElseThrow()).containsExactly(IMAGES.labels().orElseThrow());
    }

    @Test
    void aShapeOfAnotherNumberOfElementsIsRefused() {
        Samples wrong = new ReshapedSamples(IMAGES, Shape.of(3071));
        assertThatThrownBy(() -> wrong.batch(new int[] {0}, DType.FLOAT32))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("3071");
    }
}
