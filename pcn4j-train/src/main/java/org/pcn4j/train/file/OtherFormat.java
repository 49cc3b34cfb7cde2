package org.pcn4j.train.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Files of weights in other formats, which are recognized by their first bytes so that the remedy can be named. */
enum OtherFormat {
    PYTORCH(
            "a file of torch.save, which can run any program where it is read",
            "a safetensors file; in Python, safetensors.torch.save_file(torch.load(FILE, weights_only=True), OTHER) makes one"
                    + " of a state_dict, and save_file(model.state_dict(), OTHER) of a model"),
    NUMPY(
            "a file of NumPy",
            "a safetensors file; in Python, safetensors.numpy.save_file(dict(numpy.load(FILE)), OTHER) makes one of an .npz"),
    ZIP("a zip archive", "a safetensors file; if PyTorch wrote it, safetensors.torch.save_file makes one"),
    HDF5(
            "a file of HDF5, as Keras writes",
            "a safetensors file; in Python, safetensors.numpy.save_file makes one of arrays by name"),
    ONNX(
            "a model of ONNX",
            "a safetensors file; in Python, safetensors.numpy.save_file makes one of the initializers by name"),
    GGUF("a file of GGUF, whose numbers are rounded", "the safetensors file that it was made of, as F32, F16 or BF16"),
    LFS("a pointer of Git LFS in the place of the file", "the file itself, which git lfs pull fetches"),
    WEB_PAGE("a web page", "a safetensors file; the address that it was fetched from may want a login"),
    GZIP("compressed by gzip", "the file in it, which gunzip unpacks"),
    TEXT("a text", "a safetensors file, such as model.safetensors in the folder of a run that is over");

    /** How many bytes are looked at, at most. */
    static final int LONGEST_BEGINNING = 256;

    private static final int[] LOCAL_HEADER = {'P', 'K', 3, 4};
    private static final int NAME_LENGTH_AT = 26;
    private static final int NAME_AT = 30;
    private static final int PICKLE = 0x80;
    private static final int NEWEST_PICKLE = 5;
    private static final int IR_VERSION = 0x08;
    private static final int NEWEST_IR_VERSION = 0x20;
    private static final int PRODUCER = 0x12;

    private final String description;
    private final String remedy;

    OtherFormat(String description, String remedy) {
        this.description = description;
        this.remedy = remedy;
    }

    /** Returns what such a file is, to follow "it is". */
    String description() {
        return description;
    }

    /** Returns what is wanted instead and how to come by it. */
    String remedy() {
        return remedy;
    }

    /**
     * Recognizes a file that is certainly none of safetensors.
     *
     * @param beginning its first bytes, all of them if there are fewer than {@link #LONGEST_BEGINNING}
     */
    static Optional<OtherFormat> of(byte[] beginning) {
        if (begins(beginning, LOCAL_HEADER)) {
            return Optional.of(archive(beginning));
        } else if (begins(beginning, PICKLE)
                && beginning.length > 2
                && beginning[1] >= 2
                && beginning[1] <= NEWEST_PICKLE) {
            return Optional.of(PYTORCH);
        } else if (begins(beginning, 0x93, 'N', 'U', 'M', 'P', 'Y')) {
            return Optional.of(NUMPY);
        } else if (begins(beginning, 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(HDF5);
        } else if (begins(beginning, 'G', 'G', 'U', 'F')) {
            return Optional.of(GGUF);
        } else if (begins(beginning, 0x1f, 0x8b)) {
            return Optional.of(GZIP);
        } else if (begins(beginning, IR_VERSION)
                && beginning.length > 2
                && beginning[1] > 0
                && beginning[1] < NEWEST_IR_VERSION
                && beginning[2] == PRODUCER) {
            return Optional.of(ONNX);
        }
        String text = new String(beginning, StandardCharsets.ISO_8859_1).stripLeading();
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of(LFS);
        }
        if (text.startsWith("<")) {
            return Optional.of(WEB_PAGE);
        }
        return isText(beginning) ? Optional.of(TEXT) : Optional.empty();
    }

    /** A safetensors file begins with a length in 8 bytes, of which the last are 0. */
    private static boolean isText(byte[] beginning) {
        return beginning.length >= Long.BYTES
                && IntStream.range(0, Long.BYTES)
                        .map(i -> beginning[i])
                        .allMatch(c -> (c >= ' ' && c <= '~') || Character.isWhitespace(c));
    }

    /** Tells archives apart by the name of what stands first in them. */
    private static OtherFormat archive(byte[] beginning) {
        if (beginning.length < NAME_AT) {
            return ZIP;
        }
        int length = ByteBuffer.wrap(beginning).order(ByteOrder.LITTLE_ENDIAN).getShort(NAME_LENGTH_AT) & 0xffff;
        int end = Math.min(beginning.length, NAME_AT + length);
        String first = new String(Arrays.copyOfRange(beginning, NAME_AT, end), StandardCharsets.UTF_8);
        if (first.endsWith(".npy")) {
            return NUMPY;
        }
        return first.endsWith("/data.pkl") || first.contains("/data/") || first.endsWith("/.format_version")
                ? PYTORCH
                : ZIP;
    }

    private static boolean begins(byte[] bytes, int... beginning) {
        if (bytes.length < beginning.length) {
            return false;
        }
        for (int i = 0; i < beginning.length; i++) {
            if ((bytes[i] & 0xff) != beginning[i]) {
                return false;
            }
        }
        return true;
    }
}
