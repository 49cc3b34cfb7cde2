package org.pcn4j.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pcn4j.inference.plan.Cut;
import org.pcn4j.inference.plan.Owners;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.network.Network;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what a rule does at each inference step. Needs no tensor, so libtorch is not loaded unless reading data does it. */
@Command(
        name = "plan",
        description = "Show what an experiment's rule does in one update as a grid, nodes down and time across.",
        footer = {
            "",
            "Example: the wavefront of zero-divergence inference learning, a diagonal",
            "  pcn4j plan --model cnn --rule z-il",
            "Example: an experiment of your own by inference learning of four steps",
            "  pcn4j plan digits.yaml --rule il --steps 4",
            "Example: the same by two ranks, each of which owns some of the nodes",
            "  pcn4j plan digits.yaml --rule il --steps 4 --owners 2"
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ModelOption subject;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            completionCandidates = Names.PlannedRules.class,
            description = "The learning rule, as --set rule=RULE: ${COMPLETION-CANDIDATES}.")
    private Optional<String> rule = Optional.empty();

    @Mixin
    private StepOptions steps = new StepOptions();

    @Option(
            names = "--owners",
            paramLabel = "K",
            converter = Numbers.Count.class,
            description =
                    "Show as well how the plan is cut among K ranks, each of which owns some nodes, and what travels.")
    private Optional<Integer> owners = Optional.empty();

    @Mixin
    private JsonOption json = new JsonOption();

    PlanCommand(Terminal terminal, DataSets sets) {
        this.subject = new ModelOption(terminal, sets);
    }

    @Override
    public Integer call() throws InterruptedException {
        ExperimentRequest request = steps.of(subject.request().with("--rule", rule, "rule"));
        Experiment experiment = request.read();
        Network network = Experiments.network(request, experiment, subject.access());
        String label = experiment.rule().label();
        Plan plan = planned(request, experiment, network)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        label + " has no plan, as it follows " + followed(experiment, network) + ": expected one of "
                                + String.join(", ", Names.planned())));
        String name = experiment.model().name();
        Backend backend = experiment.backend(plan);
        Optional<OwnersJson> cut = owners.map(count -> cut(experiment, plan, count));
        if (json.isWanted()) {
            Json.print(
                    PlanJson.of(name, label, plan, backend, cut),
                    spec.commandLine().getOut());
            return ExitCode.OK;
        }
        PlanCost cost = plan.cost();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s by %s, T %d, γ %s%n%s%d predictions, %d pullbacks, %d of which learn%ncarried out by %s%n",
                        name,
                        label,
                        plan.times(),
                        plan.schedule().relaxation().gamma(),
                        plan,
                        cost.predict(),
                        cost.pullback(),
                        cost.learn(),
                        backend.arithmetic() == Arithmetic.EXACT
                                ? "libtorch: " + backend.detail()
                                : "dense kernels (" + backend.detail() + ")");
        backend.leftOut(plan).forEach(spec.commandLine().getOut()::println);
        cut.ifPresent(all -> all.lines().forEach(spec.commandLine().getOut()::println));
        return ExitCode.OK;
    }

    private OwnersJson cut(Experiment experiment, Plan plan, int count) {
        try {
            return OwnersJson.of(
                    Cut.of(plan, Owners.balanced(plan, count)),
                    experiment.batch(),
                    experiment.dtype().dtype());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--owners: " + e.getMessage(), e);
        }
    }

    private static String followed(Experiment experiment, Network network) {
        int count = experiment.rule().rule(network.depth()).schedules().size();
        return count == 0 ? "no schedule" : count + " schedules in turn, each with a plan of its own";
    }

    private static Optional<Plan> planned(ExperimentRequest request, Experiment experiment, Network network) {
        try {
            return experiment.plan(network);
        } catch (ExperimentException e) {
            throw request.misuse(e);
        }
    }
}
