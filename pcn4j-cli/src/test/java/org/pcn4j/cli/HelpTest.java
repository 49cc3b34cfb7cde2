package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.experiment.Optimizers;
import org.pcn4j.train.experiment.Precision;
import org.pcn4j.train.experiment.Rules;
import org.pcn4j.train.fetch.RemoteSet;
import org.pcn4j.train.fetch.RemoteSets;
import org.pcn4j.train.model.Energies;
import org.pcn4j.train.model.ModelForms;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A thing that has a name is named once: helps and completion have names from the catalogs of training. */
class HelpTest {
    static Stream<CommandLine> commands() {
        return below(Main.program(Terminal.PLAIN, DataSets.ofUser()));
    }

    private static Stream<CommandLine> below(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::below));
    }

    private static List<String> published() {
        return RemoteSets.all().stream().map(RemoteSet::name).toList();
    }

    private static List<String> with(List<String> names, String... words) {
        return Stream.concat(names.stream(), Stream.of(words)).toList();
    }

    static Stream<Arguments> named() {
        List<String> planned = Rules.CATALOG.names().stream()
                .filter(name -> !List.of("bp", "mcpc", "fa", "dfa", "pepita").contains(name))
                .toList();
        return Stream.of(
                Arguments.of("init", "--model", ModelForms.KIND.names()),
                Arguments.of("plan", "--model", ModelForms.KIND.names()),
                Arguments.of("plan", "--rule", planned),
                Arguments.of("network", "--model", ModelForms.KIND.names()),
                Arguments.of("compare", "--model", with(ModelForms.KIND.names(), "all", "all-graphs")),
                Arguments.of("compare", "--rules", with(Rules.CATALOG.names(), "all")),
                Arguments.of("compare", "--data", DataSpec.sets()),
                Arguments.of("compare", "--loss", Energies.CATALOG.names()),
                Arguments.of(
                        "compare",
                        "--dtype",
                        Arrays.stream(Precision.values()).map(Precision::label).toList()),
                Arguments.of("compare", "--optimizer", Optimizers.CATALOG.names()),
                Arguments.of("data fetch", "NAME", published()),
                Arguments.of("data verify", "NAME", published()),
                Arguments.of("network", "--as", List.of("table", "dot", "svg")),
                Arguments.of("predict", "--as", List.of("text", "csv", "json")),
                Arguments.of("evaluate", "--state", List.of("last", "best")));
    }

    private static ArgSpec argument(String command, String name) {
        CommandLine found = Main.program(Terminal.PLAIN, DataSets.ofUser());
        for (String word : command.split(" ")) {
            found = Objects.requireNonNull(found.getSubcommands().get(word), word);
        }
        return name.startsWith("--")
                ? found.getCommandSpec().findOption(name)
                : found.getCommandSpec().positionalParameters().get(0);
    }

    @ParameterizedTest
    @MethodSource("named")
    void helpAndCompletionHaveExactlyTheNamesThatThereAre(String command, String name, List<String> names) {
        ArgSpec argument = argument(command, name);
        assertThat(argument.completionCandidates()).containsExactlyElementsOf(names);
        assertThat(String.join(" ", argument.description())).contains(String.join(", ", names));
    }

    /** As they stand in the code, before names are put in; without defaults, which name what they are. */
    private static List<String> written(CommandLine command) {
        List<String> texts = new ArrayList<>(List.of(
                command.getCommand().getClass().getAnnotation(Command.class).description()));
        for (ArgSpec argument : command.getCommandSpec().args()) {
            if (argument.userObject() instanceof Field field) {
                Stream.concat(
                                Arrays.stream(field.getAnnotationsByType(CommandLine.Option.class))
                                        .map(CommandLine.Option::description),
                                Arrays.stream(field.getAnnotationsByType(CommandLine.Parameters.class))
                                        .map(CommandLine.Parameters::description))
                        .flatMap(Arrays::stream)
                        .map(text -> text.replaceAll("\\(default: [^)]*\\)", ""))
                        .forEach(texts::add);
            }
        }
        return texts;
    }

    @Test
    void noDescriptionListsNamesByHand() {
        List<List<String>> catalogs = List.of(
                ModelForms.KIND.names(),
                Rules.CATALOG.names(),
                Optimizers.CATALOG.names(),
                DataSpec.KIND.names(),
                Energies.CATALOG.names(),
                Arrays.stream(Precision.values()).map(Precision::label).toList());
        List<String> lists = catalogs.stream().map(HelpTest::listOf).toList();
        assertThat("Of mnist, cifar10 and names.").containsPattern(lists.get(3));
        assertThat("Inference steps of il or ipc").containsPattern(lists.get(1));
        List<String> texts =
                commands().flatMap(command -> written(command).stream()).toList();
        assertThat(texts).hasSizeGreaterThan(100).anyMatch(text -> text.contains("${COMPLETION-CANDIDATES}"));
        for (String list : lists) {
            assertThat(texts).allSatisfy(text -> assertThat(text).doesNotContainPattern(list));
        }
    }

    /** Matches two names of a catalog, one after the other. */
    private static String listOf(List<String> names) {
        String any = names.stream().map(name -> "\\Q" + name + "\\E").collect(Collectors.joining("|", "(", ")"));
        return "(?<![\\w-])" + any + "(,| or| and) ?" + any + "(?![\\w-])";
    }

    @Test
    void everyOptionWhoseHelpListsValuesCompletesThem() {
        commands()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> option.type().isEnum()
                        || Arrays.stream(option.auxiliaryTypes()).anyMatch(Class::isEnum))
                .forEach(option -> assertThat(candidates(option))
                        .as(option.longestName())
                        .isNotEmpty()
                        .allMatch(value -> value.equals(value.toLowerCase(Locale.ROOT))));
    }

    private static List<String> candidates(OptionSpec option) {
        return option.completionCandidates() == null
                ? List.of()
                : StreamSupport.stream(option.completionCandidates().spliterator(), false)
                        .toList();
    }
}
