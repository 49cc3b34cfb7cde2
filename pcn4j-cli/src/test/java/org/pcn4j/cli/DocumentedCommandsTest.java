package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.items.Items;
import picocli.CommandLine;

/**
 * The commands of README.md and docs/, as a reader would copy them: each page in a folder of its own, its blocks in order.
 * They are cut short, see {@link #shortened}, and {@code reproduce} is only read; what they read and no command of the page
 * makes is made, see {@link DocumentedFiles}. A block that is not run says why, in an HTML comment before it.
 */
class DocumentedCommandsTest {
    private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");
    private static final Pattern IN_PROSE = Pattern.compile("`(?:\\./)?pcn4j ([^`]+)`");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    Path folder;

    /**
     * Lines of a page that stand together as code.
     *
     * @param commands the words of each, without the program's name
     * @param notRun why not, if it is not run
     */
    private record Block(List<List<String>> commands, Optional<String> notRun) {}

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("..", "README.md")));
        Path results = Path.of("..", "docs", "results"); // what a command writes that takes minutes
        try (Stream<Path> docs = Files.walk(Path.of("..", "docs"))) {
            docs.filter(file -> file.toString().endsWith(".md") && !file.startsWith(results))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    static List<Path> pagesWithCommands() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path page : pages()) {
            if (!blocks(page).isEmpty()) {
                found.add(page);
            }
        }
        return found;
    }

    private static List<Block> blocks(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<List<String>> commands = new ArrayList<>();
        Optional<String> notRun = Optional.empty();
        boolean fenced = false;
        for (String line : Stream.concat(Files.readAllLines(page).stream(), Stream.of("end"))
                .toList()) {
            fenced ^= line.startsWith("```");
            if (fenced || line.startsWith("    ")) {
                if (line.contains("./pcn4j ")) {
                    commands.add(words(line.substring(line.indexOf("./pcn4j ") + "./pcn4j ".length())));
                }
                continue;
            }
            if (!commands.isEmpty()) {
                blocks.add(new Block(List.copyOf(commands), notRun));
                commands.clear();
                notRun = Optional.empty();
            }
            Matcher reason = NOT_RUN.matcher(line);
            notRun = reason.matches() ? Optional.of(reason.group(1)) : line.isBlank() ? notRun : Optional.empty();
        }
        return blocks;
    }

    /** Splits a command as a shell does, up to a comment. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            if (matcher.group().startsWith("#")) {
                break;
            }
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }

    /** Few updates of few samples, and where a run's folder is made; a report is written and not served. */
    private List<String> shortened(List<String> words) {
        List<String> less = new ArrayList<>(words);
        switch (words.get(0)) {
            case "train" -> {
                less.add("--runs=" + folder.resolve("runs"));
                less.addAll(List.of("--set=epochs=1", "--set=data.train=120", "--set=data.test=20"));
                if (words.contains("--resume")) {
                    less = new ArrayList<>(words);
                }
            }
            case "launch" -> {
                less.add("--runs=" + folder.resolve("runs"));
                less.addAll(List.of("--set=epochs=1", "--set=data.train=120", "--set=data.test=20"));
            }
            case "sweep" -> {
                replace(less, "--seeds", "1");
                replace(less, "--draws", "2");
                less.add("--runs=" + folder.resolve("sweeps").resolve("of" + words.hashCode()));
                less.addAll(List.of("--set=epochs=1", "--set=data.train=100", "--set=data.test=20"));
            }
            case "compare" -> {
                replace(less, "--updates", "1");
                less.replaceAll(word -> word.replace(",resnet18", "")); // which takes longer than all others together
                if (!words.contains("--updates")) {
                    less.add("--updates=1");
                }
                less.addAll(List.of("--set=data.train=24", "--set=data.test=8", "--batch=4"));
            }
            case "remember" -> less.add("--epochs=10");
            case "report" -> less.remove("--serve");
            // Of the sets that this machine publishes.
            case "data" -> less.replaceAll(word -> word.equals("names") ? "tinyshakespeare" : word);
            default -> {
                // As it stands.
            }
        }
        return less;
    }

    private static void replace(List<String> words, String option, String value) {
        int at = words.indexOf(option);
        if (at >= 0) {
            words.set(at + 1, value);
        }
    }

    @ParameterizedTest
    @MethodSource("pagesWithCommands")
    void everyCommandOfAPageRuns(Path page) throws IOException {
        try (LocalMirror mirror = new LocalMirror()) {
            DataSets sets = SmallSets.in(mirror, folder.resolve("cache"), Map.of());
            DocumentedFiles files = new DocumentedFiles(folder);
            Set<String> shown = files.shownBy(page);
            for (Block block : blocks(page)) {
                for (List<String> words : block.notRun().isPresent() ? List.<List<String>>of() : block.commands()) {
                    if (words.get(0).equals("reproduce")) {
                        assertIsTaken(words);
                        continue;
                    }
                    List<String> less = shortened(words);
                    if (less.stream().anyMatch(shown::contains)) {
                        // Its own batch may be larger than what is left of the data.
                        less.add("--set=batch=20");
                    }
                    List<String> found = files.found(less);
                    Ran ran = Ran.with(Terminal.PLAIN, sets, found.toArray(new String[0]));
                    assertThat(ran.code())
                            .as("%s: %s: %s", page, words, ran.err())
                            .isZero();
                }
            }
        }
    }

    /** Reads a command that is not run: what its items do is tested where all of them are made. */
    private static void assertIsTaken(List<String> words) {
        CommandLine.ParseResult read =
                Main.program(Terminal.PLAIN, DataSets.ofUser()).parseArgs(words.toArray(new String[0]));
        assertThat(read.errors()).as("%s", words).isEmpty();
        List<String> items = Items.ALL.stream().map(Item::name).toList();
        assertThat(words.get(1).split(","))
                .as("%s", words)
                .isSubsetOf(Stream.concat(items.stream(), Stream.of("all")).toList());
    }

    @Test
    void thereAreCommandsAndFewAreNotRun() throws IOException {
        List<Block> all = new ArrayList<>();
        for (Path page : pages()) {
            all.addAll(blocks(page));
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(14);
        assertThat(all.stream().filter(block -> block.notRun().isPresent())).hasSizeLessThanOrEqualTo(5);
        assertThat(all.stream()
                        .flatMap(block -> block.commands().stream())
                        .map(words -> words.get(0))
                        .distinct())
                .contains("init", "train", "sweep", "predict", "report", "import", "compare", "data", "doctor");
    }

    /** What prose and tables name, with words for what a reader puts in: options and values are read, nothing is run. */
    @Test
    void everyCommandInProseIsOneThatIsTaken() throws IOException {
        List<String> commands = new ArrayList<>();
        for (Path page : pages()) {
            IN_PROSE.matcher(Files.readString(page))
                    .results()
                    .map(found -> found.group(1))
                    .filter(text -> !text.contains("…") && !text.contains("⇥") && !text.startsWith("jshell"))
                    .forEach(commands::add);
        }
        assertThat(commands).hasSizeGreaterThan(20);
        for (String command : commands) {
            try {
                CommandLine.ParseResult read = Main.program(Terminal.PLAIN, DataSets.ofUser())
                        .parseArgs(words(command).toArray(new String[0]));
                assertThat(read.errors()).as(command).isEmpty();
            } catch (CommandLine.MissingParameterException e) {
                assertThat(command).as("only the name of a command").doesNotContain("--");
            }
        }
    }

    @Test
    void plansAndNetworksNamedInProseAreShown() throws IOException {
        int shown = 0;
        for (Path page : pages()) {
            for (String command : IN_PROSE.matcher(Files.readString(page))
                    .results()
                    .map(found -> found.group(1))
                    .filter(text -> text.matches("(plan|network) .*") && !text.contains("NAME"))
                    .toList()) {
                List<String> found = new DocumentedFiles(folder).found(words(command));
                Ran ran = Ran.pcn4j(found.toArray(new String[0]));
                assertThat(ran.code()).as("%s: %s", command, ran.err()).isZero();
                shown++;
            }
        }
        assertThat(shown).isGreaterThanOrEqualTo(3);
    }
}
