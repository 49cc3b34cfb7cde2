package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.train.model.Renaming;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option of commands that take weights from elsewhere. */
final class RenameOption {
    @Option(
            names = "--rename",
            paramLabel = "OLD=NEW",
            description =
                    "What the beginning of names in the file of weights becomes, as in --rename net.0=fc1, or"
                            + " --rename encoder= to take it away; as often as needed. Prefixes such as module. are taken away anyway.")
    private List<String> renamed = new ArrayList<>();

    /**
     * Returns what was asked for.
     *
     * @throws ParameterException if it cannot be read
     */
    Renaming renaming(CommandSpec spec) {
        Map<String, String> prefixes = new LinkedHashMap<>();
        for (String each : renamed) {
            int equals = each.indexOf('=');
            if (equals < 0) {
                throw new ParameterException(
                        spec.commandLine(), "--rename: expected OLD=NEW, as in net.0=fc1, found '" + each + "'");
            }
            if (prefixes.put(each.substring(0, equals), each.substring(equals + 1)) != null) {
                throw new ParameterException(
                        spec.commandLine(), "--rename: '" + each.substring(0, equals) + "' is replaced twice");
            }
        }
        try {
            return new Renaming(prefixes);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--rename: " + e.getMessage(), e);
        }
    }
}
