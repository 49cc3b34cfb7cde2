package org.pcn4j.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.network.Network;
import org.pcn4j.train.experiment.RuleChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what a rule does at each inference step. Needs no tensor, so libtorch is never loaded. */
@Command(
        name = "plan",
        description = "Show what a rule does in one update as a grid, nodes down and time across.",
        footer = {
            "",
            "Example: the wavefront of zero-divergence inference learning, a diagonal",
            "  pcn4j plan --model cnn --rule z-il"
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            converter = ModelChoice.One.class,
            description = "The network: mlp, cnn, rnn, alexnet, vgg5, resnet18, resnet18-plain, lstm, transformer or"
                    + " autoencoder.")
    private ModelChoice model = ModelChoice.MLP;

    @Option(
            names = "--rule",
            required = true,
            paramLabel = "RULE",
            converter = RuleOption.One.class,
            description =
                    "The learning rule: il, z-il, z-il-unlevelled, ipc or fpa. (bp is no schedule: it has no plan.)")
    private RuleChoice rule = RuleChoice.Z_IL;

    @Option(
            names = "--steps",
            paramLabel = "T",
            converter = Numbers.Count.class,
            description = "Inference steps of il and ipc (default: " + RuleChoice.STEPS
                    + ") and fpa (default: the depth of the network), at least 1.")
    private Optional<Integer> steps = Optional.empty();

    @Option(
            names = "--gamma",
            paramLabel = "G",
            converter = Numbers.Positive.class,
            description = "Integration step of il and ipc (default: " + RuleChoice.GAMMA
                    + ") and of z-il and fpa (default: 1).")
    private Optional<Double> gamma = Optional.empty();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        if (rule == RuleChoice.BP) {
            throw misuse("bp has no plan: libtorch's autograd does it; choose il, z-il, z-il-unlevelled, ipc or fpa");
        }
        if (steps.isPresent() && !rule.takesSteps()) {
            throw misuse("--steps does not go with " + rule.label() + ", whose T is the depth of the network");
        }
        Network network = model.usualNetwork();
        Schedule schedule = rule.schedule(steps, gamma, network.depth());
        Plan plan = new Planner(ZeroUpdates.SKIP).plan(network, schedule, Set.of());
        if (json.isWanted()) {
            Json.print(
                    PlanJson.of(model.label(), rule.label(), plan),
                    spec.commandLine().getOut());
            return ExitCode.OK;
        }
        PlanCost cost = plan.cost();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s by %s, T %d, γ %s%n%s%d predictions, %d pullbacks, %d of which learn%n",
                        model.label(),
                        rule.label(),
                        plan.times(),
                        schedule.relaxation().gamma(),
                        plan,
                        cost.predict(),
                        cost.pullback(),
                        cost.learn());
        return ExitCode.OK;
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
