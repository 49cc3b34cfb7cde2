package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.plan.Instruction.MeasureEnergy;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Tensor;

/** The energies that a run measures. */
final class Measures {
    private final Plan plan;
    private final Network network;
    private final Places places;
    private final Parameters parameters;
    private final Errors errors;
    private final List<double[]> energies = new ArrayList<>();
    private final double[] losses;
    private boolean lossSeen;

    Measures(Plan plan, Places places, Parameters parameters, Errors errors) {
        this.errors = errors;
        this.parameters = parameters;
        this.plan = plan;
        this.network = plan.network();
        this.places = places;
        this.losses = new double[network.nodes().size()];
    }

    /** The loss of each output at time 0, by node, if it was measured; zeros where no output is held. */
    Optional<double[]> losses() {
        boolean known = lossSeen || network.nodes().stream().noneMatch(node -> plan.hasTarget(node.index()));
        return known ? Optional.of(losses) : Optional.empty();
    }

    List<double[]> energies() {
        return energies;
    }

    void measure(MeasureEnergy act, int time) {
        Node node = network.node(act.node());
        double energy = act.of().get(0).kind() == Kind.ERROR ? ofError(act, node) : ofOutput(act, node);
        if (time == 0 && act.of().size() > 1 && act.of().get(1).kind() == Kind.TARGET) {
            losses[act.node()] = energy;
            lossSeen = true;
        }
        while (energies.size() <= time) {
            energies.add(new double[network.nodes().size()]);
        }
        energies.get(time)[act.node()] = energy;
    }

    private double ofError(MeasureEnergy act, Node node) {
        Tensor error = places.get(act.of().get(0));
        List<Tensor> theta = theta(node);
        try (Tensor weighted = node.energy().weigh(error, theta);
                Tensor squares = weighted.mul(error);
                Tensor total = squares.sum()) {
            return total.item() / 2 + error.size(0) * node.energy().perSample(theta);
        }
    }

    private List<Tensor> theta(Node node) {
        return node.parameters().stream().map(parameters.tensors()::get).toList();
    }

    private double ofOutput(MeasureEnergy act, Node node) {
        Energy loss = node.energy();
        Tensor prediction = places.get(act.of().get(0));
        Tensor target = places.get(act.of().get(1));
        if (act.of().size() == 2) {
            Optional<Tensor> known = errors.total(act.node(), prediction, target);
            if (known.isPresent()) {
                return known.get().item();
            }
            try (Tensor total = loss.total(prediction, target, theta(node))) {
                return total.item();
            }
        }
        Slot mask = act.of().get(2);
        try (Tensor elements = loss.elements(prediction, target);
                Tensor weighted = PointwiseKernels.weighted(elements, places.get(mask));
                Tensor total = weighted.sum()) {
            return total.item();
        }
    }
}
