package org.pcn4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.pcn4j.data.DataException;
import org.pcn4j.data.FromArrays;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Table;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.model.Domain;
import scala.jdk.javaapi.CollectionConverters;

/** Rows of a DataFrame, packed where they are and unpacked by every rank: in the order of partitions and of rows in each. */
class PackedRowsTest {
    private static final byte[][] NO_TEST = {};

    private static FrameData data(String settings) {
        return (FrameData) Experiment.read("data: {name: frame" + settings + "}", List.of())
                .data()
                .source();
    }

    private static Row row(@Nullable Object label, @Nullable Object... features) {
        return RowFactory.create(
                CollectionConverters.asScala(Arrays.asList(features)).toSeq(), label);
    }

    private static byte[] packed(FrameData data, int partition, Row... rows) {
        return new RowBytes(
                        "frame to train on",
                        data.target() == FrameData.Target.NUMBER,
                        data.size().map(size -> new RowBytes.Pictures(data.channels(), size.get(0), size.get(1))))
                .packed(List.of(rows).iterator(), partition);
    }

    private static Table table(LoadedData loaded) {
        return ((LoadedData.Rows) loaded).split().train();
    }

    @Test
    void rowsStandInTheOrderOfPartitionsAndClassesInThatOfTheirNumbers() {
        FrameData data = data("");
        byte[][] train = {
            packed(data, 0, row("10", 1.0, 2.0), row("9", 3.0, 4.0)),
            packed(data, 1),
            packed(data, 2, row("9", 5.0, 6.0))
        };
        byte[][] test = {packed(data, 0, row("11", 7.0, 8.0))};
        LoadedData loaded = new PackedRows(data, train, test).load();
        Table rows = table(loaded);
        assertThat(IntStream.range(0, 3).mapToObj(rows::features))
                .containsExactly(new double[] {1, 2}, new double[] {3, 4}, new double[] {5, 6});
        assertThat(rows.labels()).contains(new int[] {1, 0, 0});
        assertThat(rows.classes()).containsExactly("9", "10", "11");
        assertThat(loaded.split().test().labels()).contains(new int[] {2});
        assertThat(rows.columns()).containsExactly("1", "2");
    }

    /** As a CSV file of the same rows is divided, so that one process can learn from the same. */
    @Test
    void aShareIsHeldBackAsReadersOfFilesDo() {
        FrameData data = data(", test-share: 0.3, seed: 5");
        Row[] rows = IntStream.range(0, 40)
                .mapToObj(i -> row(i % 3 == 0 ? "b" : "a", (double) i, -i / 2.0))
                .toArray(Row[]::new);
        byte[][] all = {packed(data, 0, Arrays.copyOf(rows, 13)), packed(data, 1, Arrays.copyOfRange(rows, 13, 40))};
        LoadedData loaded = new PackedRows(data, all, NO_TEST).load();
        double[] features = IntStream.range(0, 40)
                .mapToObj(i -> new double[] {i, -i / 2.0})
                .flatMapToDouble(Arrays::stream)
                .toArray();
        Table whole = FromArrays.classified(
                "frame",
                List.of("1", "2"),
                List.of("a", "b"),
                features,
                IntStream.range(0, 40).map(i -> i % 3 == 0 ? 1 : 0).toArray());
        Table expected = whole.split(0.3, new Seed(5)).train();
        Table found = table(loaded);
        assertThat(found.size()).isEqualTo(expected.size()).isEqualTo(28);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.features(i)).isEqualTo(expected.features(i));
            assertThat(found.target(i)).isEqualTo(expected.target(i));
        }
    }

    @Test
    void numbersAreLearnedAsTheyStand() {
        FrameData data = data(", target: number, label: [a, b], features: [x]");
        Row one = RowFactory.create(seq(1.5), seq(0.25, -4.0));
        Row two = RowFactory.create(seq(2.5), seq(0.5, -8.0));
        Table rows = table(
                new PackedRows(data, new byte[][] {packed(data, 0, one, two)}, new byte[][] {packed(data, 0, one)})
                        .load());
        assertThat(rows.targetNames()).containsExactly("a", "b");
        assertThat(rows.targets(1)).containsExactly(0.5, -8.0);
        assertThat(rows.features(1)).containsExactly(2.5);
    }

    private static Object seq(Double... numbers) {
        return CollectionConverters.asScala(Arrays.asList(numbers)).toSeq();
    }

    @Test
    void encodedImagesBecomeWhatAFolderOfThemWould() throws IOException {
        FrameData data = data(", size: [2, 3], channels: 1");
        BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setPixels(0, 0, 3, 2, new int[] {0, 50, 100, 150, 200, 255});
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        Row row = RowFactory.create(png.toByteArray(), "cat");
        byte[][] packed = {packed(data, 0, row)};
        LoadedData loaded = new PackedRows(data, packed, packed).load();
        LabeledImages images = ((LoadedData.Images) loaded).split().train();
        float[] pixels = new float[6];
        images.copyPixels(0, pixels, 0);
        assertThat(pixels).containsExactly(0, 50 / 255f, 100 / 255f, 150 / 255f, 200 / 255f, 1);
        assertThat(loaded.domain()).isEqualTo(new Domain.Images(1, 2, 3, List.of("cat")));
    }

    @Test
    void whatIsWrongWithARowIsToldWithItsPlace() {
        FrameData plain = data("");
        FrameData pictures = data(", size: [2, 2]");
        requireRefused(
                plain, "frame to train on, partition 3, row 2: the label is missing", row("a", 1.0), row(null, 1.0));
        requireRefused(plain, "partition 3, row 1: the label is missing", row("  ", 1.0));
        requireRefused(plain, "partition 3, row 1, features: number 2 is missing", row("a", 1.0, null));
        requireRefused(plain, "partition 3, row 1: the features are missing", RowFactory.create(null, "a"));
        requireRefused(
                plain,
                "frame to train on, row 2, features: expected 2 numbers as in the first row, found 1",
                row("a", 1.0, 2.0),
                row("a", 1.0));
        requireRefused(plain, "'frame to train on', row 1, column '1': expected a finite number", row("a", Double.NaN));
        requireRefused(
                pictures,
                "no image: frame to train on, partition 3, row 1 is not in PNG, JPEG, GIF or BMP format",
                RowFactory.create(new byte[] {1, 2, 3}, "a"));
        requireRefused(plain, "frame to train on: expected at least one row, found none");
    }

    private static void requireRefused(FrameData data, String told, Row... rows) {
        byte[][] packed = {packed(data, 3, rows)};
        assertThatThrownBy(() -> new PackedRows(data, packed, packed).load())
                .isInstanceOf(DataException.class)
                .hasMessageContaining(told)
                .message()
                .hasLineCount(1);
    }
}
