package org.pcn4j.train.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

class ProtoMessageTest {
    private static String hex(ProtoMessage message) {
        return HexFormat.of().formatHex(message.toBytes());
    }

    /** Protocol Buffers' own examples: <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>. */
    @Test
    void theExamplesOfTheFormatsDescriptionHaveItsBytes() {
        assertThat(hex(new ProtoMessage().integer(1, 150))).isEqualTo("089601");
        assertThat(hex(new ProtoMessage().text(2, "testing"))).isEqualTo("120774657374696e67");
        assertThat(hex(new ProtoMessage().message(3, new ProtoMessage().integer(1, 150))))
                .isEqualTo("1a03089601");
        assertThat(hex(new ProtoMessage().integer(1, -2))).isEqualTo("08feffffffffffffffff01");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, -1, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE})
    void integersAreReadAsTheyWereWritten(long value) {
        ProtoMessage message = new ProtoMessage().integer(1, value).integer(536_870_911, value);
        ProtoFields fields = ProtoFields.of(message.toBytes());
        assertThat(fields.integer(1)).isEqualTo(value);
        assertThat(fields.integer(536_870_911)).isEqualTo(value);
        assertThat(message.size()).isEqualTo(message.toBytes().length);
    }

    @Test
    void numbersKeepTheirBits() {
        ProtoFields fields = ProtoFields.of(new ProtoMessage()
                .float32(1, -0f)
                .float64(2, Math.PI)
                .float64s(3, 1.5, Double.NaN)
                .toBytes());
        assertThat(fields.float32(1)).isEqualTo(-0f);
        assertThat(fields.float64(2)).isEqualTo(Math.PI);
        ByteBuffer packed = ByteBuffer.wrap(fields.bytes(3)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(packed.getDouble()).isEqualTo(1.5);
        assertThat(packed.getDouble()).isNaN();
        assertThat(packed.hasRemaining()).isFalse();
    }

    @Test
    void elementsOfTensorsStandRowMajorAmongTheOtherFieldsHoweverDeepTheMessage() {
        try (Tensor tensor = Tensor.of(DType.FLOAT32, Shape.of(2, 2), 1, 2, 3, 4);
                Tensor transposed = tensor.transpose()) {
            ProtoMessage inner =
                    new ProtoMessage().integer(1, 7).elements(2, transposed).text(3, "behind");
            ProtoMessage outer =
                    new ProtoMessage().text(1, "before").message(2, inner).integer(3, 8);
            byte[] bytes = new ProtoMessage().message(1, outer).toBytes();
            ProtoFields fields = ProtoFields.of(bytes).message(1);
            assertThat(fields.text(1)).isEqualTo("before");
            assertThat(fields.integer(3)).isEqualTo(8);
            assertThat(fields.message(2).integer(1)).isEqualTo(7);
            assertThat(fields.message(2).text(3)).isEqualTo("behind");
            ByteBuffer elements = ByteBuffer.wrap(fields.message(2).bytes(2)).order(ByteOrder.LITTLE_ENDIAN);
            float[] found = new float[4];
            elements.asFloatBuffer().get(found);
            assertThat(found).containsExactly(1, 3, 2, 4);
            assertThat(outer.size()).isEqualTo(outer.toBytes().length);
        }
    }

    @Test
    void aMessageIsAddedAsItIsThen() {
        ProtoMessage inner = new ProtoMessage().integer(1, 1);
        ProtoMessage outer = new ProtoMessage().message(1, inner);
        inner.integer(2, 2);
        assertThat(ProtoFields.of(outer.toBytes()).message(1).has(2)).isFalse();
    }

    @Test
    void textIsUtf8AndHalfASurrogatePairIsRefused() {
        String text = "μ → 𝔸";
        assertThat(ProtoFields.of(new ProtoMessage().text(1, text).toBytes()).bytes(1))
                .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new ProtoMessage().text(1, "\ud800"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the text '?' is not Unicode");
    }
}
