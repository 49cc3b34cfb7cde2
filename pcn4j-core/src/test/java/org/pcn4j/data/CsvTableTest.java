package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.analysis.Accuracy;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.analysis.TestBatch;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

final class CsvTableTest {
    private static final Seed SEED = new Seed(5);

    @TempDir
    Path dir;

    @Test
    void theLastColumnIsTheLabelAndAllOthersAreNumbers() throws IOException {
        Table table = read("length,width,kind\n1.5,2,tulip\n-3e-1,+.5,rose\n 4 ,5.,tulip\n");

        assertThat(table).hasToString("plants: 3 rows of 2 numbers in 2 classes");
        assertThat(table.columns()).containsExactly("length", "width");
        assertThat(table.classes()).containsExactly("rose", "tulip");
        assertThat(table.shape()).isEqualTo(Shape.of(2));
        assertThat(table.features(0)).containsExactly(1.5, 2);
        assertThat(table.features(1)).containsExactly(-0.3, 0.5);
        assertThat(table.features(2)).containsExactly(4, 5);
        assertThat(targets(table)).containsExactly(1, 0, 1);
    }

    @Test
    void aHeaderIsToldByItsTextsUnlessOneIsToldOf() throws IOException {
        Path numbers = write("1,2,a\n3,4,b\n");
        assertThat(CsvTable.of(numbers).read().size()).isEqualTo(2);
        assertThat(CsvTable.of(numbers).read().columns()).containsExactly("1", "2");
        assertThat(CsvTable.of(numbers).withHeader().read().size()).isEqualTo(1);

        Path texts = write("x,y,a\n3,4,b\n");
        assertThat(CsvTable.of(texts).read().columns()).containsExactly("x", "y");
        assertFails(CsvTable.of(texts).withoutHeader(), texts + ", row 1, column 1: 'x' is no number");
    }

    @Test
    void theLabelMayStandInAnyColumnByNameOrNumber() throws IOException {
        Path file = write("kind,id,length\nb,1,0.5\na,2,0.25\n");

        Table byName = CsvTable.of(file).label("kind").read();
        assertThat(byName.columns()).containsExactly("id", "length");
        assertThat(targets(byName)).containsExactly(1, 0);
        assertThat(CsvTable.of(file).label(1).read()).isEqualTo(byName);

        Table without = CsvTable.of(file).label("kind").without("id").read();
        assertThat(without.columns()).containsExactly("length");
        assertThat(without.features(1)).containsExactly(0.25);
        assertThat(CsvTable.of(file).label(1).without(2).read()).isEqualTo(without);
    }

    @Test
    void quotesMayHoldSeparatorsLineBreaksAndQuotes() throws IOException {
        Table table =
                read("\uFEFF\"a, b\",\"c \"\"d\"\"\",kind\r\n\"1\",2,\"x\r\ny\"\r\n\r\n3,\"4\",\"\"\"\"\r\n5,6,x\r");

        assertThat(table.columns()).containsExactly("a, b", "c \"d\"");
        assertThat(table.classes()).containsExactly("\"", "x", "x\r\ny");
        assertThat(table.features(1)).containsExactly(3, 4);
        assertThat(table.size()).isEqualTo(3);
    }

    @Test
    void fieldsMayBeSeparatedOtherwise() throws IOException {
        assertThat(CsvTable.of(write("x;y;k\n1;2;a\n")).separatedBy(';').read().features(0))
                .containsExactly(1, 2);
        assertThat(CsvTable.of(write("1\t2\ta")).separatedBy('\t').read().features(0))
                .containsExactly(1, 2);
        assertThatThrownBy(() -> CsvTable.of(dir).separatedBy('"'))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("separator: expected no quote and no line break, found U+0022");
    }

    @Test
    void classesThatAreNumbersAreInTheOrderOfTheNumbers() throws IOException {
        assertThat(read("1,10\n1,9\n1,-1\n1,9\n").classes()).containsExactly("-1", "9", "10");
        assertThat(read("1,10\n1,9\n1,x\n").classes()).containsExactly("10", "9", "x");
        assertThat(read("1,a \n1, a\n1,A\n").classes()).containsExactly("A", "a");
    }

    @Test
    void whatIsNoNumberIsNamedWithItsRowAndColumn() throws IOException {
        StringBuilder rows = new StringBuilder("age,size,kind\n");
        for (int i = 0; i < 15; i++) {
            rows.append("1,2,a\n");
        }
        Path file = write(rows + "abc,2,a\n");

        assertThatThrownBy(() -> CsvTable.of(file).read())
                .isInstanceOf(DataException.class)
                .hasMessage(file + ", row 17, column 'age': 'abc' is no number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1d", "0x10", "1f", "1,5", "1e", "--1", "1 2", "1_000", "½", "٣", "e", "."})
    void numbersAreThoseOfTablesNotOfJava(String field) throws IOException {
        Path file = write("x,kind\n1,a\n\"" + field + "\",a\n");

        assertFails(CsvTable.of(file), file + ", row 3, column 'x': '" + field + "' is no number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "nan", "inf", "-Infinity", "1e999", "-4e38"})
    void numbersThatAreNotFiniteAreRefused(String field) throws IOException {
        Path file = write("x,kind\n1,a\n" + field + ",a\n");

        assertFails(CsvTable.of(file), file + ", row 3, column 'x': '" + field + "' is no finite number");
    }

    @Test
    void whatIsMissingIsNamedWithItsRowAndColumn() throws IOException {
        Path number = write("x,kind\n1,a\n ,a\n");
        assertFails(CsvTable.of(number), number + ", row 3, column 'x': a number is missing");
        Path label = write("x,kind\n1,a\n2,\n");
        assertFails(CsvTable.of(label), label + ", row 3, column 'kind': the label is missing");
    }

    @Test
    void rowsWithTooFewOrTooManyFieldsAreRefused() throws IOException {
        Path few = write("x,y,kind\n1,2,a\n\n1,a\n");
        assertFails(CsvTable.of(few), few + ", row 4: expected 3 fields, found 2");
        Path many = write("1,2,a\n1,2,a,\n");
        assertFails(CsvTable.of(many), many + ", row 2: expected 3 fields, found 4");
        Path one = write("x;y;kind\n1;2;a\n");
        assertFails(
                CsvTable.of(one),
                one + ", row 1: expected a label and at least one number, separated by ',', found 1 of these: say "
                        + "separator: if it is another");
    }

    @Test
    void aLabelThatIsLeftOutIsRefused() throws IOException {
        Path notes = write("x,kind,notes\n1,a,n\n2,b,m\n");
        String refused =
                notes + ": column 3 is both the label and to be left out: name the label with label:, the last "
                        + "column by default, or take it out of drop:";
        assertFails(CsvTable.of(notes).without("notes"), refused);
        assertFails(CsvTable.of(notes).without(3).withHeader(), refused);
        assertThat(CsvTable.of(notes).without("notes").label("kind").read().classes())
                .containsExactly("a", "b");
    }

    @Test
    void quotesThatAreOutOfPlaceAreRefused() throws IOException {
        Path open = write("x,kind\n1,a\n2,\"b\n3,c\n");
        assertFails(CsvTable.of(open), open + ", row 3, field 2: a quote opens the field and never closes");
        Path within = write("x,kind\n1,a \"b\"\n");
        assertFails(
                CsvTable.of(within), within + ", row 2, field 2: a quote within a field that does not begin with one");
        Path after = write("x,kind\n1,\"a\"b\n");
        assertFails(CsvTable.of(after), after + ", row 2, field 2: expected the separator", "found 'b'");
    }

    @Test
    void filesWithoutRowsAndMissingOnesAreRefused() throws IOException {
        for (String text : List.of("", "\uFEFF", "\n\n  \n")) {
            Path file = write(text);
            assertFails(CsvTable.of(file), "empty file " + file);
        }
        Path header = write("x,kind\n");
        assertFails(CsvTable.of(header), "no rows in " + header);
        Path missing = dir.resolve("missing.csv");
        assertFails(CsvTable.of(missing), "cannot read " + missing + ": there is no such file");
        Path binary = Files.write(dir.resolve("binary.csv"), new byte[] {'1', (byte) 0xff});
        assertFails(CsvTable.of(binary), "malformed text in " + binary);
    }

    @Test
    void columnsThatAreNotThereAreNamed() throws IOException {
        Path file = write("x,y,x\n1,2,3\n");
        assertFails(CsvTable.of(file).label("z"), file + ": expected a column 'z', found 'x', 'y', 'x'");
        assertFails(
                CsvTable.of(file).label("x"), file + ": expected one column 'x', found columns 1 and 3 of this name");
        assertFails(CsvTable.of(file).label(4), file + ": expected column 4, found 3 columns");
        assertFails(CsvTable.of(file).withoutHeader().label("x"), file + ": expected columns by their numbers");
        assertFails(
                CsvTable.of(file).without(1).without(2), file + ", row 1: expected a label and at least one number");
        assertThatThrownBy(() -> CsvTable.of(file).label(0)).hasMessage("columns are counted from 1, found 0");
    }

    @Test
    void messagesAreOneLineWhateverTheFieldHolds() throws IOException {
        Path file = write("\"the\nage\",kind\n\"a\nb" + "c".repeat(100) + "\",a\n");

        assertFails(CsvTable.of(file), "row 2, column 'the age': 'a b" + "c".repeat(37) + "…' is no number");
    }

    @Test
    void aBatchHoldsFeaturesAndClasses() throws IOException {
        Table table = read("1,2,b\n3,4,a\n5,6,c\n");
        try (TensorScope scope = new TensorScope()) {
            Batch batch = table.batch(new int[] {2, 0}, DType.FLOAT64);
            assertThat(batch.inputs().shape()).isEqualTo(Shape.of(2, 2));
            assertThat(batch.inputs().dtype()).isEqualTo(DType.FLOAT64);
            assertThat(batch.inputs().toDoubles()).containsExactly(5, 6, 1, 2);
            assertThat(batch.targets().shape()).isEqualTo(Shape.of(2));
            assertThat(batch.targets().toLongs()).containsExactly(2, 1);
            assertThatThrownBy(() -> table.batch(new int[] {3}, DType.FLOAT64))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("row 3 of 'plants': expected 0 to 2");
        }
    }

    @Test
    void theLabelMayBeANumberToLearn() throws IOException {
        Path file = write("x,price\n1,2.5\n3,-4\n");
        Table table = CsvTable.of(file).numbers().read();

        assertThat(table.kind()).isEqualTo("rows of 1 numbers with a number");
        assertThat(table.classes()).isEmpty();
        try (TensorScope scope = new TensorScope()) {
            Batch batch = table.batch(new int[] {1, 0}, DType.FLOAT32);
            assertThat(batch.targets().shape()).isEqualTo(Shape.of(2, 1));
            assertThat(batch.targets().dtype()).isEqualTo(DType.FLOAT32);
            assertThat(batch.targets().toDoubles()).containsExactly(-4, 2.5);
        }
        Path text = write("x,price\n1,much\n");
        assertFails(CsvTable.of(text).numbers(), text + ", row 2, column 'price': 'much' is no number");
    }

    @Test
    void aSplitHoldsEachRowOnceAndIsTheSameForTheSameSeed() throws IOException {
        Table table = twoBlobs(50);

        Split<Table> split = table.split(0.2, SEED);

        assertThat(split.test()).hasToString("plants test: 10 rows of 2 numbers in 2 classes");
        assertThat(split.train()).hasToString("plants train: 40 rows of 2 numbers in 2 classes");
        assertThat(table.split(0.2, SEED)).isEqualTo(split);
        assertThat(table.split(0.2, new Seed(6))).isNotEqualTo(split);
        List<String> rows = new ArrayList<>(rows(split.train()));
        rows.addAll(rows(split.test()));
        assertThat(rows).containsExactlyInAnyOrderElementsOf(rows(table));
    }

    @Test
    void aSplitThatMakesNoSenseIsRefused() throws IOException {
        Table table = read("1,a\n2,a\n");
        for (double share : new double[] {0, 1, -0.5, Double.NaN}) {
            assertThatThrownBy(() -> table.split(share, SEED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("split of 'plants': expected a share greater than 0 and less than 1, found " + share);
        }
        assertThat(table.split(0.01, SEED).test().size()).isEqualTo(1);
        assertThat(table.split(0.99, SEED).train().size()).isEqualTo(1);
        assertThatThrownBy(() -> read("1,a\n").split(0.5, SEED))
                .hasMessage("split of 'plants': expected at least 2 samples, found 1");
    }

    @Test
    void featuresAreStandardizedByWhatIsLearnedFromAlone() throws IOException {
        Split<Table> split = twoBlobs(50).split(0.2, SEED);

        Split<Table> standardized = Table.standardized(split);

        for (int column = 0; column < 2; column++) {
            int c = column;
            double[] before = column(split.train(), c);
            double mean = Arrays.stream(before).average().orElseThrow();
            double deviation = Math.sqrt(Arrays.stream(before)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow());
            double[] after = column(standardized.train(), c);
            assertThat(Arrays.stream(after).average().orElseThrow()).isCloseTo(0, within(1e-12));
            assertThat(Arrays.stream(after).map(x -> x * x).average().orElseThrow())
                    .isCloseTo(1, within(1e-12));
            double[] test = column(split.test(), c);
            for (int i = 0; i < test.length; i++) {
                assertThat(column(standardized.test(), c)[i]).isCloseTo((test[i] - mean) / deviation, within(1e-12));
            }
        }
        assertThat(targets(standardized.train())).isEqualTo(targets(split.train()));
    }

    @Test
    void aColumnThatIsTheSameEverywhereBecomesZero() throws IOException {
        Table table = read("0.1,1,a\n0.1,2,a\n0.1,3,a\n");

        Table standardized = table.standardizedBy(table);

        assertThat(column(standardized, 0)).containsExactly(0, 0, 0);
        assertThat(read("0.6,2,a\n").standardizedBy(table).features(0)).containsExactly(0.5, 0);
        assertThatThrownBy(() -> table.standardizedBy(read("1,a\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("statistics for 'plants': expected those of the features '1', '2', found '1' of 'plants'");
    }

    @Test
    void anMlpLearnsFromATable() throws IOException {
        Split<Table> split = Table.standardized(twoBlobs(200).split(0.25, SEED));
        Network network = Models.mlp(split.train().shape(), List.of(8), new Tanh(), 2, new CrossEntropy());
        Batches batches = new Batches(split.train(), DType.FLOAT32, 25, SEED);
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Learner learner =
                    new PredictiveCoding(network, parameters, new Adam(0.01), ZeroDivergence.schedule(), SEED);
            for (int update = 0; update < 60; update++) {
                try (Batch batch = batches.get(update)) {
                    learner.update(Clamps.of(network, batch.inputs(), batch.targets()));
                }
            }
            Batch test = split.test().batch(IntStream.range(0, 50).toArray(), DType.FLOAT32);
            assertThat(Accuracy.of(network, parameters, List.of(TestBatch.of(test.inputs(), test.targets()))))
                    .as("two classes far apart, in columns of very different size")
                    .isGreaterThan(0.95);
        }
    }

    @Test
    void anMlpLearnsANumberFromATable() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = -10; i <= 10; i++) {
            rows.append(String.format(Locale.ROOT, "%d,%s\n", i, i / 20.0 + 1));
        }
        Table table = CsvTable.of(write(rows.toString())).numbers().read();
        Network network = Models.mlp(table.shape(), List.of(), new Tanh(), 1, new SquaredError());
        Batches batches = new Batches(table.standardizedBy(table), DType.FLOAT64, 21, SEED);
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT64)) {
            Learner learner = new PredictiveCoding(network, parameters, new Adam(0.1), ZeroDivergence.schedule(), SEED);
            double loss = Double.NaN;
            for (int update = 0; update < 300; update++) {
                try (Batch batch = batches.get(update)) {
                    loss = learner.update(Clamps.of(network, batch.inputs(), batch.targets()));
                }
            }
            assertThat(loss).as("a straight line, which it can tell").isLessThan(1e-3);
        }
    }

    @Test
    void aClassBeyondThoseOfTheNetworkIsRefusedInOneLineAndNothingIsLearned() throws IOException {
        Table table = read("1,2,a\n3,4,c\n5,6,b\n");
        Network network = Models.mlp(table.shape(), List.of(3), new Tanh(), 2, new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Parameters before = parameters.copy()) {
            Learner learner =
                    new PredictiveCoding(network, parameters, new Adam(0.01), ZeroDivergence.schedule(), SEED);
            Batch batch = table.batch(new int[] {0, 1, 2}, DType.FLOAT32);

            assertThatThrownBy(() -> learner.update(Clamps.of(network, batch.inputs(), batch.targets())))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("output 'out': label 2 at [1], expected 0 to 1");
            assertThat(Divergence.between(before, parameters).all().bitwiseEqual())
                    .isTrue();
        }
    }

    /** Two classes of points; the second column is a thousand times as large as the first. */
    private Table twoBlobs(int rows) throws IOException {
        Draws draws = Draws.of(1, 2, 3);
        StringBuilder text = new StringBuilder("x,y,kind\n");
        for (int i = 0; i < rows; i++) {
            double center = i % 2 == 0 ? -2 : 2;
            double x = center + draws.bell();
            double y = 1000 * (center + draws.bell()) + 5000;
            text.append(String.format(Locale.ROOT, "%s,%s,%s\n", x, y, i % 2 == 0 ? "a" : "b"));
        }
        return read(text.toString());
    }

    private static double[] column(Table table, int column) {
        return IntStream.range(0, table.size())
                .mapToDouble(row -> table.features(row)[column])
                .toArray();
    }

    private static double[] targets(Table table) {
        return IntStream.range(0, table.size()).mapToDouble(table::target).toArray();
    }

    private static List<String> rows(Table table) {
        return IntStream.range(0, table.size())
                .mapToObj(row -> Arrays.toString(table.features(row)) + table.target(row))
                .toList();
    }

    private Table read(String text) throws IOException {
        return CsvTable.of(write(text)).read();
    }

    private Path write(String text) throws IOException {
        return Files.write(dir.resolve("plants.csv"), text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertFails(CsvTable table, String... parts) {
        assertThatThrownBy(table::read)
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }

    @Test
    void severalColumnsOfNumbersAreLearnedInTheOrderInWhichTheyAreNamed() throws IOException {
        Path file = write("a,price,b,rent\n1,400000,2,900\n3,500000,4,1000\n");
        Table table = CsvTable.of(file).numbers().label("rent").andLabel(2).read();
        assertThat(table.columns()).containsExactly("a", "b");
        assertThat(table.targetNames()).containsExactly("rent", "price");
        assertThat(table.classes()).isEmpty();
        assertThat(table.kind()).isEqualTo("rows of 2 numbers with 2 numbers");
        assertThat(table.targets(1)).containsExactly(1000, 500000);
        assertThat(table.target(1)).isEqualTo(1000);
        try (Batch batch = table.batch(new int[] {1, 0}, DType.FLOAT64)) {
            assertThat(batch.targets().shape()).isEqualTo(Shape.of(2, 2));
            assertThat(batch.targets().toDoubles()).containsExactly(1000, 500000, 900, 400000);
        }
        assertThatThrownBy(
                        () -> CsvTable.of(file).label("rent").andLabel("price").read())
                .hasMessageContaining("expected one column for the class, found 2");
        assertThatThrownBy(() ->
                        CsvTable.of(file).numbers().label("rent").andLabel(4).read())
                .hasMessageContaining("expected each column of the label once");
    }
}
