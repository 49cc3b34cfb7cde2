import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes the float64 twins of classes whose source begins with {@link #MARK}: the same text with other types, names and bits. The build
 * runs it before it compiles:
 *
 * <pre>
 *   java Doubles.java TARGET SOURCES [MORE …]
 * </pre>
 *
 * Twins of the classes in SOURCES go to TARGET. A class that is marked, there or in MORE, or that has a twin written by hand, is named by its
 * twin's name. A polynomial that begins with the highest coefficient of float32 begins with that of float64: see {@link #DEGREES}.
 */
public final class Doubles {
    private static final String MARK = "// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java";

    private static final String TWIN = "Double";

    /** The degrees of polynomials in float32 and in float64, by the names of their coefficients. */
    private static final Map<String, int[]> DEGREES = Map.of("E", new int[] {5, 11}, "M", new int[] {4, 9});

    /** In the order in which they are done. */
    private static final List<Map.Entry<String, String>> CHANGES = List.of(
            Map.entry("\\((float|double)\\) ", ""),
            Map.entry("floatToRawIntBits", "doubleToRawLongBits"),
            Map.entry("floatToIntBits", "doubleToLongBits"),
            Map.entry("intBitsToFloat", "longBitsToDouble"),
            Map.entry("Integer\\.(MIN|MAX)_VALUE", "Long.$1_VALUE"),
            Map.entry("IntVector", "LongVector"),
            Map.entry("reinterpretAsInts", "reinterpretAsLongs"),
            Map.entry("(?<![\\w.])(\\d+(?:\\.\\d+)?(?:e-?\\d+)?)f\\b", "$1"),
            Map.entry("(?i)(?<=float)32", "64"),
            Map.entry("\\bFLOATS\\b", "DOUBLES"),
            Map.entry("\\bfloats\\b", "doubles"),
            Map.entry("\\bfloat\\b", "double"),
            Map.entry("Float", TWIN));

    private Doubles() {}

    public static void main(String[] args) throws IOException {
        Path target = Path.of(args[0]);
        List<Path> all = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            all.addAll(sources(Path.of(args[i])));
        }
        Set<String> twins = new TreeSet<>();
        for (Path source : all) {
            String name = name(source);
            if (isMarked(source)) {
                twins.add(name);
            } else if (name.startsWith(TWIN)) {
                twins.add(name.substring(TWIN.length()));
            }
        }
        Path sources = Path.of(args[1]);
        for (Path source : sources(sources)) {
            if (isMarked(source)) {
                String twin = twin(Files.readString(source), name(source), twins);
                Path file = target.resolve(sources.relativize(source)).resolveSibling(twinOf(name(source)) + ".java");
                Files.createDirectories(file.getParent());
                if (!Files.exists(file) || !Files.readString(file).equals(twin)) {
                    Files.writeString(file, twin);
                }
            }
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static boolean isMarked(Path source) throws IOException {
        return Files.readString(source).startsWith(MARK);
    }

    private static String name(Path source) {
        return source.getFileName().toString().replace(".java", "");
    }

    private static String twinOf(String name) {
        return name.startsWith("Float") ? name.replace("Float", TWIN) : TWIN + name;
    }

    private static String twin(String text, String name, Set<String> twins) {
        String changed = text.replace(MARK, "// Made of " + name + " by pcn4j-core/src/build/Doubles.java.");
        for (String other : twins) {
            changed = changed.replaceAll(
                    "(?<![\\w.])(?<!Made of )" + other + "\\b|(?<=org\\.pcn4j\\.\\w{1,20}\\.)" + other + "\\b",
                    twinOf(other));
        }
        for (Map.Entry<String, String> change : CHANGES) {
            changed = changed.replaceAll(change.getKey(), change.getValue());
        }
        for (Map.Entry<String, int[]> degree : DEGREES.entrySet()) {
            changed = lengthened(changed, degree.getKey(), degree.getValue()[0], degree.getValue()[1]);
        }
        return changed;
    }

    /** Begins polynomials by Horner's rule, a line a coefficient, with a higher power. */
    private static String lengthened(String text, String coefficient, int degree, int higher) {
        Pattern first = Pattern.compile("(?m)^( +)(\\w+ )?(\\w+) = (.*)\\b" + coefficient + degree + "\\b(.*)\\b" + coefficient
                + (degree - 1) + "\\b(.*)$");
        Matcher lines = first.matcher(text);
        StringBuilder all = new StringBuilder();
        while (lines.find()) {
            StringBuilder longer = new StringBuilder(lines.group(0)
                    .replaceAll("\\b" + coefficient + degree + "\\b", coefficient + higher)
                    .replaceAll("\\b" + coefficient + (degree - 1) + "\\b", coefficient + (higher - 1)));
            // The line of the next power, which the others are like.
            String next = text.substring(lines.end() + 1, text.indexOf('\n', lines.end() + 1));
            for (int power = higher - 2; power > degree - 2; power--) {
                longer.append('\n')
                        .append(next.replaceAll("\\b" + coefficient + (degree - 2) + "\\b", coefficient + power));
            }
            lines.appendReplacement(all, Matcher.quoteReplacement(longer.toString()));
        }
        lines.appendTail(all);
        return all.toString();
    }
}
