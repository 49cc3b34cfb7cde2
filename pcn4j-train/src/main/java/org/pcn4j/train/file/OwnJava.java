package org.pcn4j.train.file;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java by which this process was started. */
public final class OwnJava {
    private OwnJava() {}

    /** Returns the words that start a class's {@code main} as this process was started: by the same Java, options and class path. */
    public static List<String> command(Class<?> main) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return words;
    }
}
