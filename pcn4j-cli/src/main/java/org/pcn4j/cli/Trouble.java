package org.pcn4j.cli;

import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.file.Reason;

/** What is printed of a command that failed: in one line, without the names of Java's classes, with what may help. */
final class Trouble {
    private static final String HEAP =
            "give the JVM more, as in PCN4J_JAVA_OPTS=-Xmx8g, or take smaller batches, data or" + " networks";

    private Trouble() {}

    static String of(Throwable e) {
        String message = words(e);
        // As libtorch says it, of memory outside of Java's.
        return message.contains("can't allocate memory")
                ? message + "; take smaller batches, data or networks"
                : message;
    }

    private static String words(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "out of memory" + told(e) + ": " + (isOutside(e) ? outside() : HEAP);
        } else if (e instanceof StackOverflowError) {
            return "out of stack: something is nested too deeply; give the JVM more, as in PCN4J_JAVA_OPTS=-Xss64m";
        } else if (e instanceof LinkageError) {
            return "a part of the program or of its libraries cannot be loaded" + told(e)
                    + ": install it again; pcn4j doctor says what there is";
        }
        // Its reason alone does not say which file, as no message of the program's own goes before it.
        return e instanceof FileSystemException file && file.getFile() != null && file.getReason() != null
                ? OneLine.of(file.getFile()) + ": " + Reason.of(e)
                : Reason.of(e);
    }

    /** Tensors lie outside of Java's heap, and JavaCPP, which counts them, has limits of its own. */
    private static boolean isOutside(Throwable e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("physical") || message.contains("maxbytes") || message.contains("direct");
    }

    private static String outside() {
        return "take smaller batches or networks, or, where the machine has more, lift the limit, as in"
                + " PCN4J_JAVA_OPTS=-Dorg.bytedeco.javacpp.maxPhysicalBytes=16g";
    }

    /** Only what people can read: the names of classes are in {@code --debug}. */
    private static String told(Throwable e) {
        return Optional.ofNullable(e.getMessage())
                .map(OneLine::joined)
                .filter(text -> text.contains(" ") && !text.matches(".*\\b[a-z]+[./][a-z]+[./][A-Za-z.]+.*"))
                .map(text -> " (" + text + ")")
                .orElse("");
    }
}
