package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.Seed;

class FromArraysTest {
    private static final List<String> COLUMNS = List.of("x", "y");
    private static final List<String> CLASSES = List.of("a", "b");

    @Test
    void rowsAreWhatAReaderWouldHaveMadeOfThem() {
        Table table = FromArrays.classified("rows", COLUMNS, CLASSES, new double[] {1, 2, 3, 4}, new int[] {1, 0});
        assertThat(table.features(1)).containsExactly(3, 4);
        assertThat(table.labels()).contains(new int[] {1, 0});
        assertThat(table.kind()).isEqualTo("rows of 2 numbers in 2 classes");
        Table numbers =
                FromArrays.numbered("rows", COLUMNS, List.of("z"), new double[] {1, 2, 3, 4}, new double[] {5, 6});
        assertThat(numbers.target(1)).isEqualTo(6);
        assertThat(numbers.kind()).isEqualTo("rows of 2 numbers with a number");
    }

    @Test
    void imagesHaveNamedClasses() {
        LabeledImages images =
                FromArrays.images("dots", 1, 1, 2, CLASSES, new byte[] {0, (byte) 255, 51, 0}, new int[] {1, 0});
        float[] pixels = new float[2];
        images.copyPixels(0, pixels, 0);
        assertThat(pixels).containsExactly(0, 1);
        assertThat(images.classNames()).isEqualTo(CLASSES);
        assertThat(images.label(0)).isEqualTo(1);
    }

    @Test
    void classesAreNumberedAsReadersDo() {
        assertThat(FromArrays.classes(List.of("10", "9", "10"))).containsExactly("9", "10");
        assertThat(FromArrays.classes(List.of("b", "a", "10"))).containsExactly("10", "a", "b");
    }

    @Test
    void partsAreThoseOfATable() {
        int[] labels = IntStream.range(0, 30).map(i -> i % 2).toArray();
        double[] features = IntStream.range(0, 60).asDoubleStream().toArray();
        FromArrays.Parts parts = FromArrays.parts("rows", labels, 0.2, new Seed(3));
        Split<Table> split = FromArrays.classified("rows", COLUMNS, CLASSES, features, labels)
                .split(0.2, new Seed(3));
        assertThat(IntStream.of(parts.train()).mapToDouble(row -> 2.0 * row).toArray())
                .isEqualTo(IntStream.range(0, split.train().size())
                        .mapToDouble(row -> split.train().features(row)[0])
                        .toArray());
        assertThat(parts.test()).hasSize(split.test().size()).hasSize(6);
    }

    @Test
    void whatNoReaderWouldTakeIsRefused() {
        assertThatThrownBy(() -> FromArrays.classified(
                        "rows", COLUMNS, CLASSES, new double[] {1, 2, 3, Double.POSITIVE_INFINITY}, new int[] {0, 1}))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("'rows', row 2, column 'y': expected a finite number");
        assertThatThrownBy(() -> FromArrays.classified("rows", COLUMNS, CLASSES, new double[2], new int[] {2}))
                .isInstanceOf(DataException.class)
                .hasMessage("'rows', row 1: expected a class from 0 to 1, found 2");
        assertThatThrownBy(() -> FromArrays.classified("rows", COLUMNS, CLASSES, new double[3], new int[] {0}))
                .hasMessage("features of 'rows': expected 2, found 3");
        assertThatThrownBy(() -> FromArrays.numbered("rows", COLUMNS, List.of(), new double[0], new double[0]))
                .hasMessageContaining("expected at least one number to learn");
        assertThatThrownBy(() -> FromArrays.images("dots", 1, 1, 2, CLASSES, new byte[3], new int[] {0}))
                .hasMessage("pixels of 'dots': expected 2, found 3");
    }
}
