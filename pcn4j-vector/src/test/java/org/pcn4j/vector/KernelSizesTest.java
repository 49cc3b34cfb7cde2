package org.pcn4j.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What C2 may and may not inline. It inlines what is hot up to 325 bytes of code ({@code FreqInlineSize}); kernels inlined into one
 * loop together pass its limit of nodes, and their vectors are then made objects, which takes a hundred times as long.
 */
class KernelSizesTest {
    private static final int INLINED = 325;
    private static final Pattern METHOD = Pattern.compile("^ {2}\\S.*?([\\w$]+)(?:\\(.*\\)| \\{\\});$");
    private static final Pattern INSTRUCTION = Pattern.compile("^ +(\\p{Nd}+): [a-z]\\w*.*");

    @Test
    void noKernelIsInlinedIntoAUsersLoop() throws Exception {
        Map<String, Integer> sizes = sizesOfKernels();
        assertThat(sizes).hasSizeGreaterThan(15);
        // called by one method, which is not inlined itself
        assertThat(sizes.remove("WideProduct.oneByFour")).isLessThan(INLINED);
        assertThat(sizes.remove("DoubleWideProduct.oneByFour")).isLessThan(INLINED);
        assertThat(sizes.values()).as("%s", sizes).allMatch(size -> size > INLINED);
    }

    /** The bytes of code of each method that writes vectors. */
    private static Map<String, Integer> sizesOfKernels() throws Exception {
        URI classes = VectorKernels.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        List<String> arguments = new ArrayList<>(List.of("-c", "-p"));
        try (Stream<Path> files = Files.walk(Path.of(classes))) {
            files.map(Path::toString).filter(name -> name.endsWith(".class")).forEach(arguments::add);
        }
        StringWriter text = new StringWriter();
        ToolProvider.findFirst("javap")
                .orElseThrow()
                .run(new PrintWriter(text), new PrintWriter(text), arguments.toArray(new String[0]));
        Map<String, Integer> sizes = new TreeMap<>();
        String type = "";
        String method = "";
        int size = 0;
        boolean writes = false;
        for (String line : text.toString().lines().toList()) {
            Matcher begin = METHOD.matcher(line);
            Matcher instruction = INSTRUCTION.matcher(line);
            if (line.contains("class org.pcn4j.vector.") && line.endsWith("{")) {
                type = line.replaceAll(".*class org.pcn4j.vector.([\\w$]+).*", "$1");
            } else if (begin.matches()) {
                method = type + "." + begin.group(1);
                writes = false;
            } else if (instruction.matches()) {
                size = Integer.parseInt(instruction.group(1)) + 1;
                writes |= line.contains("intoArray");
                if (writes && line.endsWith(": return")) {
                    sizes.put(method, size);
                }
            }
        }
        return sizes;
    }
}
