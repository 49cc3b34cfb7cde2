package org.pcn4j.cli;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands, options and their values. */
@Command(
        name = "completion",
        description = "Print a script by which bash or zsh completes commands, options and their values.",
        footer = {"", "Example: in bash or zsh, for as long as the shell lives", "  source <(pcn4j completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final Supplier<CommandLine> program;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Makes the command.
     *
     * @param program gives the program anew, to be changed
     */
    CompletionCommand(Supplier<CommandLine> program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        CommandLine all = program.get();
        writeValuesAsUsersDo(all);
        spec.commandLine().getOut().print(AutoComplete.bash(all.getCommandName(), all));
        return ExitCode.OK;
    }

    /** Left to itself the script would complete the names of Java's constants, which options do not take. */
    private static void writeValuesAsUsersDo(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) {
            List<String> labels = labels(option);
            if (!labels.isEmpty()) {
                spec.remove(option);
                spec.addOption(
                        OptionSpec.builder(option).completionCandidates(labels).build());
            }
        }
        command.getSubcommands().values().forEach(CompletionCommand::writeValuesAsUsersDo);
    }

    /** Returns how the values of an option's choice are written, be it one, maybe or several; nothing of others. */
    private static List<String> labels(OptionSpec option) {
        return option.userObject() instanceof Field field
                ? types(field.getGenericType())
                        .filter(Class::isEnum)
                        .flatMap(type -> Stream.of(type.getEnumConstants()))
                        .map(value -> ((Enum<?>) value)
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'))
                        .filter(label -> isTaken(option, label))
                        .toList()
                : List.of();
    }

    /** Tells whether an option of its own way of reading can read a value. */
    private static boolean isTaken(OptionSpec option, String label) {
        for (ITypeConverter<?> converter : option.converters()) {
            try {
                converter.convert(label);
                return true;
            } catch (Exception e) {
                // As a converter may throw whatever it likes.
                return false;
            }
        }
        return false;
    }

    private static Stream<Class<?>> types(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return Stream.of(parameterized.getActualTypeArguments()).flatMap(CompletionCommand::types);
        }
        return type instanceof Class<?> plain ? Stream.of(plain) : Stream.empty();
    }
}
