package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first row of a table is: told, or asked for. */
final class CsvHeaderTest {
    private static final String ROWS = "0.5,1.5,-1,a\n0.25,3,2,b\n7,-2,1,a\n3,0,0.5,b\n";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,1,2,target",
                "2021,2022,2023,2024",
                "1990,2000,2005,2010",
                "400.5,402.5,404.5,class",
                "7,42,3,kind",
                "1,2,3,4"
            })
    void aHeaderOfNumbersIsRefusedWithTheRemedyAndReadAsToldEitherWay(String header) throws IOException {
        Path file = write(header + "\n" + ROWS);

        assertUnclear(CsvTable.of(file), file);

        Table headed = CsvTable.of(file).withHeader().read();
        assertThat(headed.size()).isEqualTo(4);
        assertThat(headed.columns())
                .containsExactlyElementsOf(List.of(header.split(",")).subList(0, 3));
        assertThat(headed.classes()).containsExactly("a", "b");
        Table headless = CsvTable.of(file).withoutHeader().read();
        assertThat(headless.size()).isEqualTo(5);
        assertThat(headless.columns()).containsExactly("1", "2", "3");
    }

    @Test
    void yearsOverNumbersToLearnAreRefused() throws IOException {
        Path years = write("2021,2022,2023,2024\n1.5,2,8,3\n4,5,1,6.5\n7,1,9,2\n");
        assertUnclear(CsvTable.of(years).numbers(), years);
        assertThat(CsvTable.of(years).withHeader().numbers().read().target(1)).isEqualTo(6.5);

        Path index = write("0,1,2,3\n1.5,2,8,3\n4,5,1,6.5\n7,1,9,2\n");
        assertUnclear(CsvTable.of(index).numbers(), index);
    }

    @Test
    void aNameOverNumbersToLearnIsNoRow() throws IOException {
        Path named = write("0,1,target\n1.5,2,8\n4,5,1\n");
        assertUnclear(CsvTable.of(named).numbers(), named);
        assertThat(CsvTable.of(named).withHeader().numbers().read().size()).isEqualTo(2);

        Path missing = write("NA?,-?,3.5\n1,2,2.5\n");
        assertUnclear(CsvTable.of(missing).numbers(), missing);
    }

    @Test
    void aRowThatIsHalfNamesIsRefusedWithTheRemedy() throws IOException {
        Path half = write("1,y,a\n3,4,b\n5,6,a\n");
        assertUnclear(CsvTable.of(half), half, "column 1 holds the number '1', column 2 holds 'y'");
        assertThat(CsvTable.of(half).withHeader().read().columns()).containsExactly("1", "y");
        assertThatThrownBy(() -> CsvTable.of(half).withoutHeader().read())
                .hasMessage(half + ", row 1, column 2: 'y' is no number");

        Path missing = write("1,,a\n3,4,b\n5,6,a\n");
        assertUnclear(CsvTable.of(missing), missing);
    }

    @Test
    void aColumnOfTextsIsNoHeader() throws IOException {
        Path texts = write("1,male,a\n2,female,b\n");

        assertThatThrownBy(() -> CsvTable.of(texts).read())
                .hasMessage(texts + ", row 1, column 2: 'male' is no number");
        assertThat(CsvTable.of(texts).without(2).read().size()).isEqualTo(2);
    }

    @Test
    void aRowOfMissingNumbersIsNotTakenForAHeader() throws IOException {
        Path missing = write("?,-,a\n1,2,b\n3,4,a\n");

        assertUnclear(CsvTable.of(missing), missing, "its label 'a' is a class");
    }

    @Test
    void aColumnWithoutANameThatCountsTheRowsIsRefused() throws IOException {
        Path index = write(",x,y,kind\n0,0.5,1,a\n1,0.25,2,b\n2,0.5,3,a\n");
        assertThatThrownBy(() -> CsvTable.of(index).read())
                .isInstanceOf(DataException.class)
                .hasMessage(index + ": column 1 has no name and numbers the rows: leave it out with drop: [1], or name "
                        + "all columns with names: [one a column] if it is a feature");
        assertThat(CsvTable.of(index).without(1).read().columns()).containsExactly("x", "y");
        assertThat(CsvTable.of(index)
                        .named(List.of("t", "x", "y", "kind"))
                        .read()
                        .columns())
                .containsExactly("t", "x", "y");

        Path shuffled = write("Unnamed: 0,x,kind\n17,0.5,a\n3,0.25,b\n122,0.5,a\n");
        assertThatThrownBy(() -> CsvTable.of(shuffled).read()).hasMessageContaining("leave it out with drop: [1]");
        Path numbers = write(",0,1,target\n0,0.5,1,a\n1,0.25,2,b\n2,0.5,3,a\n");
        assertUnclear(CsvTable.of(numbers), numbers);
        assertThatThrownBy(() -> CsvTable.of(numbers).withHeader().read())
                .hasMessageContaining("leave it out with drop: [1]");
        assertThat(CsvTable.of(numbers).withHeader().without(1).read().columns())
                .containsExactly("0", "1");

        Path again = write("Unnamed: 0.1,x,kind\n0,0.5,a\n1,0.25,b\n2,0.5,a\n");
        assertThatThrownBy(() -> CsvTable.of(again).read())
                .as("an index that was written and read twice")
                .hasMessageContaining("leave it out with drop: [1]");
        assertThat(read(",x,kind\n5,0.5,a\n5,0.25,b\n").columns())
                .as("a column that repeats itself counts nothing")
                .containsExactly("", "x");
    }

    @Test
    void aColumnWithoutANameThatCountsTablesOneAfterAnotherIsRefused() throws IOException {
        StringBuilder rows = new StringBuilder(",x,kind\n");
        for (int i = 0; i < 24; i++) {
            rows.append(i % 8).append(',').append(i * 7 % 5).append(i < 12 ? ",a\n" : ",b\n");
        }
        Path concatenated = write(rows.toString());
        assertThatThrownBy(() -> CsvTable.of(concatenated).read())
                .hasMessageContaining("column 1 has no name and numbers");
        assertThat(CsvTable.of(concatenated).without(1).read().columns()).containsExactly("x");
    }

    @Test
    void aFirstColumnThatCountsTheRowsIsRefusedWhereThereIsNoHeader() throws IOException {
        for (int first : new int[] {0, 1}) {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                rows.append(first + i).append(',').append(i * 7 % 5).append(",").append(i < 6 ? "a\n" : "b\n");
            }
            Path glass = write(rows.toString());
            assertThatThrownBy(() -> CsvTable.of(glass).read())
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(
                            glass + ": column 1 has no name and numbers the rows: leave it out with drop: [1]");
            assertThat(CsvTable.of(glass).without(1).read().columns()).containsExactly("2");
            assertThat(CsvTable.of(glass).named(List.of("t", "x", "k")).read().columns())
                    .containsExactly("t", "x");
            assertThat(CsvTable.of(glass).without(2).read().columns())
                    .as("the only feature is what is to be learned from")
                    .containsExactly("1");
        }
    }

    @Test
    void namesThatRepeatAreRefusedUnlessOneIsLeftOut() throws IOException {
        Path twice = write("x,y,x,kind\n1,2,3,a\n4,5,6,b\n");

        assertThatThrownBy(() -> CsvTable.of(twice).read())
                .isInstanceOf(DataException.class)
                .hasMessage(twice + ": columns 1 and 3 are both called 'x': rename them with names: [one a column], "
                        + "leave one out with drop: [3], or say header: absent if this is no header");
        assertThat(CsvTable.of(twice).without(3).read().columns()).containsExactly("x", "y");
        assertThat(CsvTable.of(twice)
                        .named(List.of("x", "y", "z", "kind"))
                        .read()
                        .columns())
                .containsExactly("x", "y", "z");
    }

    @Test
    void namesMayBeGivenWithAndWithoutAHeader() throws IOException {
        List<String> names = List.of("a", " b ", "kind");
        Path headed = write("x,y,k\n1,2,r\n3,4,s\n5,6,r\n");
        Table renamed = CsvTable.of(headed).named(names).without("b").read();
        assertThat(renamed.columns()).containsExactly("a");
        assertThat(renamed.size()).isEqualTo(3);

        Path headless = write("1,2,r\n3,4,s\n5,6,r\n");
        Table named = CsvTable.of(headless).named(names).label("kind").read();
        assertThat(named.columns()).containsExactly("a", "b");
        assertThat(named.size()).isEqualTo(3);
        assertThat(CsvTable.of(headless)
                        .withoutHeader()
                        .named(names)
                        .label("kind")
                        .without("a")
                        .read()
                        .columns())
                .containsExactly("b");
    }

    @Test
    void namesThatDoNotFitAreRefused() throws IOException {
        Path file = write("1,2,r\n3,4,s\n5,6,r\n");

        assertThatThrownBy(() -> CsvTable.of(file).named(List.of("a", "b")).read())
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": expected 3 names, one for each column, found 2");
        for (List<String> wrong : List.of(List.<String>of(), List.of("a", "a", "k"), List.of("a", " ", "k"))) {
            assertThatThrownBy(() -> CsvTable.of(file).named(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("names of columns: expected ");
        }
        assertThatThrownBy(() -> CsvTable.of(file)
                        .named(List.of("a", "b", "k"))
                        .label("z")
                        .read())
                .hasMessage(file + ": expected a column 'z', found 'a', 'b', 'k'");
    }

    @Test
    void ordinaryTablesAreReadWithoutAWord() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        List<IntFunction<String>> tables = List.of(
                row -> random.nextInt(10) + "," + random.nextInt(10) + "," + random.nextInt(10) + "," + row % 3,
                row -> random.nextDouble() + "," + random.nextGaussian() + "," + "abc".charAt(row % 3),
                row -> row + "," + (row + 1) + "," + (row + 2) + "," + (row + 3) % 10,
                row -> (1990 + row) + "," + (1991 + row) + "," + (1992 + row) + "," + "xy".charAt(row % 2),
                row -> random.nextInt(2) + "," + random.nextInt(2) + "," + random.nextInt(2));
        for (int each = 0; each < tables.size(); each++) {
            for (int trial = 0; trial < 20; trial++) {
                StringBuilder rows = new StringBuilder();
                for (int row = 0; row < 60; row++) {
                    rows.append(tables.get(each).apply(row)).append('\n');
                }
                Path headless = write(rows.toString());
                assertThat(CsvTable.of(headless).read().size())
                        .as("table %d", each)
                        .isEqualTo(60);
                Path headed = write("u,v,w,k".substring(0, each == 1 || each == 4 ? 5 : 7) + "\n" + rows);
                assertThat(CsvTable.of(headed).read().size())
                        .as("table %d", each)
                        .isEqualTo(60);
            }
        }
    }

    @Test
    void aColumnOfAboutAsManyNumbersAsRowsIsNoClass() throws IOException {
        StringBuilder prices = new StringBuilder("size,price\n");
        StringBuilder cents = new StringBuilder("size,price\n");
        StringBuilder names = new StringBuilder("size,name\n");
        StringBuilder ids = new StringBuilder("size,class\n");
        for (int i = 0; i < 1000; i++) {
            prices.append(i % 7).append(',').append(100_000 + 137 * i % 900).append('\n');
            cents.append(i % 7).append(',').append(i % 200 / 4.0).append('\n');
            names.append(i % 7).append(",name").append(i).append('\n');
            ids.append(i % 7).append(',').append(i % 400).append('\n');
        }
        Path whole = write(prices.toString());
        assertThatThrownBy(() -> CsvTable.of(whole).read())
                .isInstanceOf(DataException.class)
                .hasMessage(
                        whole + ", column 2: the label has 900 different numbers in 1000 rows, which are no classes: "
                                + "say target: number to learn the number itself, or name the column of the classes with label:");
        assertThat(CsvTable.of(whole).numbers().read().size()).isEqualTo(1000);
        assertThatThrownBy(() -> read(cents.toString())).hasMessageContaining("200 different numbers in 1000 rows");
        assertThatThrownBy(() -> read(names.toString()))
                .hasMessageContaining("1000 different texts in 1000 rows, which are no classes: name the column");
        assertThatCode(() -> read(ids.toString())).doesNotThrowAnyException();
    }

    private Table read(String text) throws IOException {
        return CsvTable.of(write(text)).read();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(dir.resolve("table.csv"), text);
    }

    private static void assertUnclear(CsvTable table, Path file, String... why) {
        assertThatThrownBy(table::read)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ", row 1: it may name the columns or be a row like the others: ")
                .hasMessageEndingWith(
                        "; say header: present or header: absent, and where the names are wanted otherwise,"
                                + " names: [one a column]")
                .hasMessageContainingAll(
                        Stream.concat(Stream.of("names:"), Stream.of(why)).toArray(String[]::new))
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }
}
