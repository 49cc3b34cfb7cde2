package org.pcn4j.train.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafeTensorsHostileTest {
    private static final byte[] NONE = {};

    @TempDir
    Path dir;

    @Test
    void aFileWithoutRoomForAHeader() throws IOException {
        refused(NONE, "it has 0 bytes; expected at least 10, for the header and its length");
        refused(new byte[9], "it has 9 bytes; expected at least 10, for the header and its length");
    }

    @Test
    void aHeaderLongerThanTheFileOrThanAllowedOrTooShort() throws IOException {
        byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
        String range = " bytes; expected 2 to 2 in a file of 10 bytes";
        refused(SafeTensorsBytes.announcing(3, header, NONE), "its first 8 bytes announce a header of 3" + range);
        refused(SafeTensorsBytes.announcing(1, header, NONE), "its first 8 bytes announce a header of 1" + range);
        refused(SafeTensorsBytes.announcing(0, header, NONE), "its first 8 bytes announce a header of 0" + range);
        refused(
                SafeTensorsBytes.announcing(-1, header, NONE),
                "its first 8 bytes announce a header of 18446744073709551615" + range);
        refused(
                SafeTensorsBytes.announcing(Long.MAX_VALUE, header, NONE),
                "its first 8 bytes announce a header of 9223372036854775807" + range);
        refused(
                SafeTensorsBytes.announcing(100_000_001, header, new byte[100_000_001]),
                "a header of 100000001 bytes; expected 2 to 100000000 in a file of 100000011 bytes");
    }

    @Test
    void aHeaderThatIsNotJson() throws IOException {
        header("nonsense", 0, "its header begins with byte 0x6e; expected '{', 0x7b");
        header(" nonsense", 0, "its header begins with byte 0x6e; expected '{', 0x7b");
        header("   ", 0, "its header begins with byte 0x20; expected '{', 0x7b");
        header("[]", 0, "its header begins with byte 0x5b; expected '{', 0x7b");
        header("{nonsense}", 0, "its header cannot be read: ", "; expected JSON, each key once");
        header("{'a':1}", 0, "its header cannot be read: ");
        header("{\"a\"", 0, "its header cannot be read: ", "end-of-input");
        header("{/* */}", 0, "its header cannot be read: ");
        header("{\"a\n\":1}", 0, "its header cannot be read: ");
        header(tensor("\"F32\"", "[01]", "[0,4]"), 4, "its header cannot be read: ");
        header(
                tensor("\"F32\"", "[" + "9".repeat(2000) + "]", "[0,4]"),
                4,
                "its header cannot be read: ",
                "exceeds the maximum");
    }

    @Test
    void aHeaderInAnotherEncoding() throws IOException {
        byte[] latin = "{\"__metadata__\":{\"ü\":\"\"}}".getBytes(StandardCharsets.ISO_8859_1);
        refused(SafeTensorsBytes.file(latin, NONE), "its header cannot be read: it is not UTF-8");
        byte[] overlong = "{\"__metadata__\":{\"??\":\"\"}}".getBytes(StandardCharsets.US_ASCII);
        overlong[18] = (byte) 0xc0;
        overlong[19] = (byte) 0x80;
        refused(SafeTensorsBytes.file(overlong, NONE), "its header cannot be read: it is not UTF-8");
        refused(SafeTensorsBytes.file("{}".getBytes(StandardCharsets.UTF_16LE), NONE), "its header cannot be read: ");
    }

    @Test
    void aKeyThatStandsTwice() throws IOException {
        String tensor = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        String duplicate = "its header cannot be read: Duplicate Object property \"";
        header("{" + tensor + "," + tensor + "}", 4, duplicate + "a\"");
        header("{" + tensor + "," + tensor.replace("\"a\"", "\"\\u0061\"") + "}", 4, duplicate + "a\"");
        header("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 0, duplicate + "dtype\"");
        header("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, duplicate + "k\"");
        header("{\"__metadata__\":{},\"__metadata__\":{}}", 0, duplicate + "__metadata__\"");
    }

    @Test
    void moreAfterTheHeadersObject() throws IOException {
        header("{}{}", 0, "its header goes on with an object after its object; expected spaces alone");
        header("{} x", 0, "its header cannot be read: ");
        header("{}\0", 0, "its header cannot be read: ");
    }

    @Test
    void deepNesting() throws IOException {
        String deep = "[".repeat(1_000_000);
        header("{\"a\":" + deep, 0, "the description of tensor 'a' is a list; expected an object");
        header("{\"__metadata__\":" + deep, 0, "__metadata__ is a list; expected an object");
        header("{\"__metadata__\":{\"k\":" + deep, 0, "__metadata__ 'k' is a list; expected a text");
        header(tensor(deep, "[]", "[0,4]"), 4, "the dtype of tensor 'a' is a list; expected a text");
        header(
                tensor("\"F32\"", deep, "[0,4]"),
                4,
                "a number in the shape of tensor 'a' is a list; expected a whole number");
        header(
                "{\"a\":".repeat(1_000_000),
                0,
                "the description of tensor 'a' has the unknown key 'a'; expected dtype, shape and data_offsets");
    }

    @Test
    void valuesOfAnotherType() throws IOException {
        header("{\"a\":1}", 0, "the description of tensor 'a' is a whole number; expected an object");
        header("{\"a\":null}", 0, "the description of tensor 'a' is null; expected an object");
        header("{\"__metadata__\":\"x\"}", 0, "__metadata__ is a text; expected an object");
        header("{\"__metadata__\":{\"k\":1}}", 0, "__metadata__ 'k' is a whole number; expected a text");
        header("{\"__metadata__\":{\"k\":true}}", 0, "__metadata__ 'k' is a truth value; expected a text");
        header(tensor("32", "[]", "[0,4]"), 4, "the dtype of tensor 'a' is a whole number; expected a text");
        header(tensor("\"F32\"", "1", "[0,4]"), 4, "the shape of tensor 'a' is a whole number; expected a list");
        header(
                tensor("\"F32\"", "[1.0]", "[0,4]"),
                4,
                "a number in the shape of tensor 'a' is a number with a fraction or an exponent");
        header(tensor("\"F32\"", "[1e0]", "[0,4]"), 4, "a number in the shape of tensor 'a' is a number with");
        header(
                tensor("\"F32\"", "[\"1\"]", "[0,4]"),
                4,
                "a number in the shape of tensor 'a' is a text; expected a whole number");
        header(tensor("\"F32\"", "[1]", "{}"), 4, "the data_offsets of tensor 'a' is an object; expected a list");
    }

    @Test
    void partsThatAreMissingOrUnknown() throws IOException {
        String expected = "; expected dtype, shape and data_offsets";
        header("{\"a\":{}}", 0, "the description of tensor 'a' has no dtype" + expected);
        header("{\"a\":{\"dtype\":\"F32\"}}", 0, "the description of tensor 'a' has no shape" + expected);
        header(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}",
                0,
                "the description of tensor 'a' has no data_offsets" + expected);
        header("{\"a\":{\"strides\":[]}}", 0, "the description of tensor 'a' has the unknown key 'strides'" + expected);
    }

    @Test
    void anElementTypeThatTheFormatDoesNotKnow() throws IOException {
        String expected =
                "; expected one of [I64, F64, F32, F16, BF16, BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E5M2, F8_E4M3, "
                        + "F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, I16, U16, I32, U32, C64, U64]";
        header(tensor("\"C128\"", "[4]", "[0,4]"), 4, "the dtype of tensor 'a' is 'C128'" + expected);
        header(tensor("\"f32\"", "[1]", "[0,4]"), 4, "the dtype of tensor 'a' is 'f32'" + expected);
        header(tensor("\"\\n\\u2028\"", "[1]", "[0,4]"), 4, "the dtype of tensor 'a' is '??'" + expected);
        header(
                tensor("\"" + "x".repeat(1_000_000) + "\"", "[1]", "[0,4]"),
                4,
                "the dtype of tensor 'a' is '" + "x".repeat(100) + "…'" + expected);
    }

    @Test
    void sizesThatAreNegativeOrOverflow() throws IOException {
        String range = "; expected 0 to 9223372036854775807";
        header(tensor("\"F32\"", "[-1]", "[0,4]"), 4, "the shape of tensor 'a' has the number '-1'" + range);
        header(
                tensor("\"F32\"", "[9223372036854775808]", "[0,4]"),
                4,
                "the shape of tensor 'a' has the number '9223372036854775808'" + range);
        String overflow = " overflows; expected at most 9223372036854775807 bytes";
        header(
                tensor("\"F32\"", "[4294967296,4294967296]", "[0,0]"),
                0,
                "the shape of tensor 'a' [4294967296, 4294967296]" + overflow);
        header(
                tensor("\"F64\"", "[1152921504606846976]", "[0,0]"),
                0,
                "the shape of tensor 'a' [1152921504606846976]" + overflow);
        header(
                tensor("\"F32\"", "[0,4294967296,4294967296]", "[0,0]"),
                0,
                "the shape of tensor 'a' [0, 4294967296, 4294967296]" + overflow);
        header(
                tensor("\"F32\"", "[" + String.join(",", Collections.nCopies(65, "1")) + "]", "[0,4]"),
                4,
                "the shape of tensor 'a' has more than 64 numbers; expected no more");
    }

    @Test
    void offsetsThatAreNotTwoPlacesInTheFile() throws IOException {
        header(
                tensor("\"F32\"", "[1]", "[0]"),
                4,
                "the data_offsets of tensor 'a' are [0]; expected two, its begin and its end");
        header(
                tensor("\"F32\"", "[1]", "[0,4,8]"),
                4,
                "the data_offsets of tensor 'a' has more than 2 numbers; expected no more");
        header(tensor("\"F32\"", "[1]", "[-4,0]"), 4, "the data_offsets of tensor 'a' has the number '-4'");
        header(
                tensor("\"F32\"", "[1]", "[4,0]"),
                4,
                "the data_offsets of tensor 'a' go backwards, from 4 to 0; expected begin before end");
        header(
                tensor("\"F32\"", "[1]", "[4,8]"),
                4,
                "the data_offsets of tensor 'a' reach from byte 4 to 8; expected at most 4");
        header(
                tensor("\"F32\"", "[1]", "[9223372036854775803,9223372036854775807]"),
                4,
                "the data_offsets of tensor 'a' reach from byte 9223372036854775803 to 9223372036854775807");
    }

    @Test
    void aHugeTensorOfAFileThatDoesNotHoldIt() throws IOException {
        header(
                tensor("\"F32\"", "[1099511627776]", "[0,4398046511104]"),
                4,
                "the data_offsets of tensor 'a' reach from byte 0 to 4398046511104; expected at most 4, "
                        + "the bytes after the header; the file may be truncated");
    }

    @Test
    void offsetsThatDoNotSuitTheShape() throws IOException {
        header(
                tensor("\"F32\"", "[2]", "[0,4]"),
                4,
                "the data_offsets of tensor 'a' span 4 bytes; expected 8 for F32 of shape [2]");
        header(
                tensor("\"F32\"", "[0]", "[0,4]"),
                4,
                "the data_offsets of tensor 'a' span 4 bytes; expected 0 for F32 of shape [0]");
    }

    @Test
    void elementsThatEndWithinAByte() throws IOException {
        String within = " ends within a byte; expected as many elements as fill whole bytes";
        header(tensor("\"F4\"", "[3]", "[0,2]"), 2, "the shape of tensor 'a' [3] of F4" + within);
        header(tensor("\"F6_E2M3\"", "[5]", "[0,4]"), 4, "the shape of tensor 'a' [5] of F6_E2M3" + within);
        header(tensor("\"F4\"", "[4]", "[0,4]"), 4, "span 4 bytes; expected 2 for F4 of shape [4]");
        header(
                tensor("\"F4\"", "[9223372036854775800]", "[0,4]"),
                4,
                "span 4 bytes; expected 4611686018427387900 for F4 of shape");
    }

    @Test
    void tensorsThatOverlapOrLeaveAHole() throws IOException {
        header(
                two("[0,8]", "[4,12]"),
                12,
                "the data_offsets of tensor 'b' begin at byte 4 and overlap another tensor's; "
                        + "expected 8, where the tensor before ends");
        header(two("[0,8]", "[0,8]"), 8, "begin at byte 0 and overlap another tensor's; expected 8");
        header(
                two("[0,8]", "[12,20]"),
                20,
                "the data_offsets of tensor 'b' begin at byte 12, which leaves a hole; "
                        + "expected 8, where the tensor before ends");
        header(two("[12,20]", "[4,12]"), 20, "the data_offsets of tensor 'b' begin at byte 4, which leaves a hole");
    }

    @Test
    void aTruncatedFileAndOneThatGoesOn() throws IOException {
        String header = tensor("\"F32\"", "[2]", "[0,8]");
        header(header, 7, "reach from byte 0 to 8; expected at most 7, the bytes after the header; the file may be");
        header(
                header,
                9,
                "its header describes 8 bytes of data; expected 9, the bytes after the header; there are trailing bytes");
        header("{}", 1, "its header describes 0 bytes of data; expected 1");
    }

    @Test
    void moreTextsThanAnyoneNeeds() throws IOException {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"\":\"\"");
        for (int i = 0; i < Header.MAX_ENTRIES; i++) {
            header.append(",\"").append(i).append("\":\"\"");
        }
        header(header + "}}", 0, "it has more than 1000000 tensors and metadata; expected no more");
    }

    @Test
    void aFolderAndAFileThatIsNotThere() {
        assertThatThrownBy(() -> SafeTensors.open(dir))
                .isInstanceOf(FileFormatException.class)
                .hasMessage(dir + ": it is no ordinary file; expected a file of tensors");
        assertThatThrownBy(() -> SafeTensors.open(dir.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    private static String tensor(String dtype, String shape, String offsets) {
        return String.format(
                Locale.ROOT, "{\"a\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}}", dtype, shape, offsets);
    }

    private static String two(String first, String second) {
        return String.format(Locale.ROOT, "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":%s},", first)
                + String.format(Locale.ROOT, "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":%s}}", second);
    }

    private void header(String header, int dataBytes, String... parts) throws IOException {
        refused(SafeTensorsBytes.file(header, dataBytes), parts);
    }

    private void refused(byte[] bytes, String... parts) throws IOException {
        Path file = Files.write(dir.resolve("hostile"), bytes);
        assertThatThrownBy(() -> SafeTensors.open(file).close())
                .isInstanceOf(FileFormatException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContainingAll(parts)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).hasSizeLessThan(600));
    }
}
