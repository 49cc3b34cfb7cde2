package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Drawing;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.file.WholeFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows a network: its nodes, their levels, and what Z-IL's plan for it takes. */
@Command(
        name = "network",
        description = "Show an experiment's network: as a table of its nodes, for Graphviz, or as a drawing.",
        footer = {
            "",
            "Example: a residual network with the delays that level it, as a picture",
            "  pcn4j network --model resnet18 --levelled --as svg --output resnet18.svg",
            "Example: a network of your own, spelled out in an experiment",
            "  pcn4j network my.yaml --as svg --output my.svg"
        })
final class NetworkCommand implements Callable<Integer> {
    /** How a network is shown. */
    enum Form {
        /** Node, level, function, parents, shape, parameters. */
        TABLE {
            @Override
            String of(Network network, String title) {
                return network.toString();
            }
        },
        /** The language of Graphviz. */
        DOT {
            @Override
            String of(Network network, String title) {
                return Drawing.dot(network);
            }
        },
        /** A picture. */
        SVG {
            @Override
            String of(Network network, String title) {
                return Drawing.svg(network, title);
            }
        };

        abstract String of(Network network, String title);

        /** Reads a form. */
        static final class One extends Choice<Form> {
            One() {
                super("form", Form.class);
            }
        }
    }

    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ModelOption subject;

    @Option(
            names = "--as",
            paramLabel = "FORM",
            converter = Form.One.class,
            completionCandidates = Form.One.class,
            defaultValue = "table",
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Form form = Form.TABLE;

    @Option(names = "--levelled", description = "With the delays that make all paths to an output equally long.")
    private boolean levelled;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where to write it, whole or not at all; - is standard output (default: -).")
    private Optional<Path> output = Optional.empty();

    @Mixin
    private JsonOption json = new JsonOption();

    NetworkCommand(Terminal terminal, DataSets sets) {
        this.subject = new ModelOption(terminal, sets);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<Path> file = output.filter(path -> !path.equals(STANDARD_OUTPUT));
        String complaint = file.flatMap(WholeFile::complaint).orElse("");
        if (!complaint.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--output: " + complaint);
        }
        if (json.isWanted() && (form != Form.TABLE || output.isPresent())) {
            throw new ParameterException(spec.commandLine(), "--json does not go with --as or --output");
        }
        ExperimentRequest request = subject.request();
        Experiment experiment = request.read();
        Network network = Experiments.network(request, experiment, subject.access());
        String name = experiment.model().name();
        if (json.isWanted()) {
            Json.print(
                    new NetworkJson(
                            name,
                            network.parameterCount(),
                            network.depth() + 1,
                            hasLevels(network) ? Optional.of(delays(network)) : Optional.empty(),
                            hasLevels(network) ? Optional.of(zil(network)) : Optional.empty(),
                            NetworkJson.nodes(levelled ? network.levelled() : network)),
                    spec.commandLine().getOut());
            return ExitCode.OK;
        }
        String title = String.format(
                Locale.ROOT,
                "%s%s: %,d parameters, inputs at the top, outputs at the bottom",
                name,
                levelled ? ", levelled" : "",
                network.parameterCount());
        String shown = form.of(levelled ? network.levelled() : network, title);
        if (file.isPresent()) {
            WholeFile.write(file.orElseThrow(), shown);
        } else {
            spec.commandLine().getOut().print(shown);
        }
        if (form == Form.TABLE || file.isPresent()) {
            spec.commandLine().getOut().println(summary(name, network));
        }
        return ExitCode.OK;
    }

    private static boolean hasLevels(Network network) {
        return !network.hasLateralEdges();
    }

    private static PlanCost zil(Network network) {
        return new Planner(ZeroUpdates.SKIP)
                .plan(network, ZeroDivergence.schedule(), Set.of())
                .cost();
    }

    private static long delays(Network network) {
        return network.levelled().nodes().stream().filter(Node::isDelay).count();
    }

    private static String summary(String name, Network network) {
        String size = String.format(
                Locale.ROOT,
                "%s: %,d parameters, %d nodes, %d levels, ",
                name,
                network.parameterCount(),
                network.nodes().stream().filter(node -> !node.isRoot()).count(),
                network.depth() + 1);
        if (!hasLevels(network)) {
            return size + "lateral edges, which count for no level: z-il has no plan";
        }
        PlanCost cost = zil(network);
        return size
                + String.format(
                        Locale.ROOT,
                        "%d delays; z-il plans %d predictions and %d pullbacks",
                        delays(network),
                        cost.predict(),
                        cost.pullback());
    }
}
