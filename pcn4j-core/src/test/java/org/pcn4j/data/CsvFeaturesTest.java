package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFeaturesTest {
    private static final CsvFeatures AB = CsvFeatures.of(List.of("a", "b"));

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("rows.csv"), text);
    }

    @Test
    void columnsAreFoundByTheirNamesAndOthersPassedOver() throws IOException {
        assertThat(AB.read(file("id, b ,a\nx,2,1\n\ny,4,3\n")))
                .containsExactly(new double[] {1, 2}, new double[] {3, 4});
        // Names that are numbers, as years are.
        assertThat(CsvFeatures.of(List.of("2021", "2022")).read(file("2022,2021\n5,6\n")))
                .containsExactly(new double[] {6, 5});
    }

    @Test
    void withoutAHeaderRowsHoldTheFeaturesInTheirOrder() throws IOException {
        assertThat(AB.read(file("1,2\n3,4"))).containsExactly(new double[] {1, 2}, new double[] {3, 4});
        // Features of a file without a header are called by their numbers, which no header is.
        assertThat(CsvFeatures.of(List.of("1", "2")).read(file("1,2\n3,4")))
                .containsExactly(new double[] {1, 2}, new double[] {3, 4});
        assertThat(AB.separatedBy(';').read(file("1;2"))).containsExactly(new double[] {1, 2});
    }

    @Test
    void rowsThatAreSeparatedOtherwiseAreRefusedByTheirSeparator() throws IOException {
        assertThatThrownBy(() -> AB.row("1;2"))
                .hasMessage("'1;2': expected 2 numbers, 'a', 'b', separated by ',', found 1");
        assertThatThrownBy(() -> AB.read(file("a;b\n1;2")))
                .hasMessageEndingWith("rows.csv, row 1: expected a header with the columns 'a', 'b', or rows of these 2"
                        + " numbers, separated by ',', found 'a;b'");
        // The rows of training as they are, with their class.
        assertThatThrownBy(() -> AB.separatedBy('\t').read(file("1\t2\tred")))
                .hasMessageEndingWith("rows of these 2 numbers, separated by tabs, found '1', '2', 'red'");
        assertThatThrownBy(() -> AB.separatedBy('"'))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("separator: expected no quote and no line break, found U+0022");
    }

    @Test
    void whatIsNoSuchRowIsRefusedByItsPlace() throws IOException {
        assertThatThrownBy(() -> AB.read(file("a,c\n1,2")))
                .hasMessageEndingWith("rows.csv: expected a column 'b', found 'a', 'c'");
        assertThatThrownBy(() -> AB.read(file("a,b\n1,NaN")))
                .hasMessageContaining("rows.csv, row 2, column 'b': 'NaN' is no finite number");
        assertThatThrownBy(() -> AB.read(file("a,b\n1")))
                .hasMessageEndingWith("rows.csv, row 2: expected 2 fields, found 1");
        assertThatThrownBy(() -> AB.read(file("1,2,3")))
                .hasMessageEndingWith("rows.csv, row 1: expected a header with the columns 'a', 'b', or rows of these 2"
                        + " numbers, separated by ',', found 3 fields");
        assertThatThrownBy(() -> AB.read(file("a,b\n"))).hasMessageContaining("no rows in");
        assertThatThrownBy(() -> AB.read(file(""))).hasMessageContaining("empty file");
        assertThatThrownBy(() -> AB.row("1,2\n3,4")).hasMessageContaining("expected one row, found several");
        assertThat(AB.row(" 1e3 , -0.5")).containsExactly(1000, -0.5);
    }
}
