package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.Pullback;
import org.pcn4j.inference.Instruction.Apply;
import org.pcn4j.inference.Instruction.ApplyZero;
import org.pcn4j.inference.Instruction.Gather;
import org.pcn4j.inference.Instruction.InitialError;
import org.pcn4j.inference.Instruction.Materialise;
import org.pcn4j.inference.Instruction.MeasureEnergy;
import org.pcn4j.inference.Instruction.OutputError;
import org.pcn4j.inference.Instruction.Predict;
import org.pcn4j.inference.Instruction.Pull;
import org.pcn4j.inference.Instruction.RelaxError;
import org.pcn4j.inference.Instruction.RelaxValue;
import org.pcn4j.inference.Instruction.StateError;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.network.Role;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/** One run of a plan: the places and what stands in them. */
final class Run implements AutoCloseable {
    private final Plan plan;
    private final Network network;
    private final Parameters parameters;
    private final ParameterUpdater updater;
    private final double scale;
    private final Seed noise;
    private final Passes passes;
    private final Map<Slot.Kind, Tensor[]> places = new EnumMap<>(Slot.Kind.class);
    private final Prediction[] predictions;
    private final List<List<Tensor>> ownOperands;
    private final List<double[]> energies = new ArrayList<>();
    private int time = Step.BEFORE;

    Run(
            Plan plan,
            Uses uses,
            Parameters parameters,
            Clamps clamps,
            ParameterUpdater updater,
            double scale,
            Seed noise) {
        this.plan = plan;
        this.network = plan.network();
        this.parameters = parameters;
        this.updater = updater;
        this.scale = scale;
        this.noise = noise;
        this.passes = Passes.learning(parameters, noise);
        int nodes = network.nodes().size();
        this.predictions = new Prediction[nodes];
        this.ownOperands = new ArrayList<>(Collections.nCopies(nodes, List.of()));
        for (Slot.Kind kind : Slot.Kind.values()) {
            int count = switch (kind) {
                case CONTRIBUTION -> uses.inputs();
                case DELTA -> uses.parameters();
                case GRADIENT -> parameters.tensors().size();
                default -> nodes;
            };
            places.put(kind, new Tensor[count]);
        }
        try {
            clamp(clamps);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void clamp(Clamps clamps) {
        int input = 0;
        int output = 0;
        for (Node node : network.nodes()) {
            if (node.role() instanceof Role.Input) {
                put(Slot.input(node.index()), clamps.inputs().get(input++).share());
            } else if (node.role() instanceof Role.Constant constant) {
                Tensor like = parameters.tensors().get(0);
                put(Slot.input(node.index()), Network.constant(node, constant, clamps.batch(), like));
            } else if (node.isOutput()) {
                put(Slot.target(node.index()), clamps.targets().get(output++).share());
            }
        }
    }

    Outcome all() {
        for (Step step : plan.steps()) {
            for (int i = 0; i < step.repeats(); i++) {
                time = step.time() + i;
                run(step);
            }
        }
        Map<String, Tensor> values = new TreeMap<>();
        plan.finalValues()
                .forEach((name, slot) -> values.put(name, get(slot).share().keep()));
        return new Outcome(network, energies, values);
    }

    private void run(Step step) {
        List<Instruction> instructions = step.instructions();
        for (int i = 0; i < instructions.size(); i++) {
            run(instructions.get(i));
            List<Slot> releases = step.releases().get(i);
            for (int k = 0; k < releases.size(); k++) {
                release(releases.get(k));
            }
        }
    }

    private void run(Instruction instruction) {
        if (instruction instanceof Predict act) {
            predict(act);
        } else if (instruction instanceof Pull act) {
            pull(act);
        } else if (instruction instanceof RelaxError act) {
            relaxError(act);
        } else if (instruction instanceof RelaxValue act) {
            relaxValue(act);
        } else if (instruction instanceof Apply act) {
            apply(act.parameter(), get(act.delta()));
        } else if (instruction instanceof Gather act) {
            gather(act);
        } else if (instruction instanceof OutputError act) {
            Node node = network.node(act.node());
            Tensor target = get(Slot.target(act.node()));
            put(Slot.error(act.node()), Network.lossOf(node).error(get(Slot.prediction(act.node())), target, 1));
        } else if (instruction instanceof StateError act) {
            Tensor value = get(Slot.value(act.node()));
            put(Slot.error(act.node()), value.sub(get(Slot.prediction(act.node()))));
        } else if (instruction instanceof Materialise act) {
            Tensor prediction = get(Slot.prediction(act.node()));
            Tensor value = act.readsError() ? prediction.add(get(Slot.error(act.node()))) : prediction.share();
            put(Slot.value(act.node()), value);
        } else if (instruction instanceof MeasureEnergy act) {
            measure(act);
        } else if (instruction instanceof InitialError act) {
            put(Slot.error(act.node()), initialError(act));
        } else if (instruction instanceof ApplyZero act) {
            try (Tensor zeros = parameters.tensors().get(act.parameter()).zerosLike()) {
                apply(act.parameter(), zeros);
            }
        } else {
            throw new IllegalStateException("no way to run " + instruction);
        }
    }

    private void predict(Predict act) {
        Node node = network.node(act.node());
        List<Tensor> operands = new ArrayList<>(act.operands().size());
        List<Tensor> own = new ArrayList<>(act.operands().size());
        for (Slot slot : act.operands()) {
            Tensor operand = get(slot);
            if (slot.kind() != Slot.Kind.INPUT) {
                // A handle of its own: a parent may predict anew, and give up the old prediction, while this one still
                // stands. A root's value stands as long as the run.
                operand = operand.share();
                own.add(operand);
            }
            operands.add(operand);
        }
        Prediction prediction = node.function().predict(operands, theta(node), passes.of(node));
        release(Slot.prediction(act.node()));
        predictions[act.node()] = prediction;
        ownOperands.set(act.node(), own);
    }

    private void pull(Pull act) {
        Node node = network.node(act.node());
        Pullback pulled = node.function().pullback(predictions[act.node()], get(Slot.error(act.node())), act.wanted());
        for (int i = 0; i < act.uses().size(); i++) {
            put(Slot.contribution(act.uses().get(i)), pulled.inputs().get(i));
        }
        for (int i = 0; i < act.deltas().size(); i++) {
            put(Slot.delta(act.deltas().get(i)), pulled.parameters().get(i));
        }
    }

    private void relaxError(RelaxError act) {
        Slot slot = Slot.error(act.node());
        if (!act.readsError()) {
            Tensor feedback = sum(act.uses());
            if (act.gain() == 1) {
                put(slot, feedback);
                return;
            }
            try (feedback) {
                put(slot, feedback.mul(act.gain()));
            }
            return;
        }
        Tensor kept = get(slot).mul(act.keep());
        if (!act.uses().isEmpty()) {
            try (Tensor feedback = sum(act.uses())) {
                kept.addInPlace(feedback, act.gain());
            }
        }
        put(slot, kept);
    }

    private void relaxValue(RelaxValue act) {
        Tensor moved;
        if (act.uses().isEmpty()) {
            moved = get(act.base()).copy();
        } else {
            try (Tensor feedback = sum(act.uses())) {
                moved = get(act.base()).add(feedback, act.gain());
            }
        }
        if (act.readsError()) {
            moved.addInPlace(get(Slot.error(act.node())), -act.gain());
        }
        put(Slot.value(act.node()), moved);
    }

    /** Folds contributions from the left; a contribution may be shared, so only the sum is changed in place. */
    private Tensor sum(List<Integer> uses) {
        Tensor first = get(Slot.contribution(uses.get(0)));
        if (uses.size() == 1) {
            return first.share();
        }
        Tensor sum = first.add(get(Slot.contribution(uses.get(1))));
        for (int i = 2; i < uses.size(); i++) {
            sum.addInPlace(get(Slot.contribution(uses.get(i))));
        }
        return sum;
    }

    private void gather(Gather act) {
        Tensor delta = get(Slot.delta(act.use()));
        if (act.first()) {
            put(Slot.gradient(act.parameter()), delta.share());
        } else {
            get(Slot.gradient(act.parameter())).addInPlace(delta);
        }
    }

    private void apply(int parameter, Tensor delta) {
        UpdateSteps step = new UpdateSteps();
        step.add(
                updater,
                parameters.specs().get(parameter).name(),
                parameters.tensors().get(parameter),
                List.of(delta));
        step.run(scale);
    }

    private void measure(MeasureEnergy act) {
        while (energies.size() <= time) {
            energies.add(new double[network.nodes().size()]);
        }
        Tensor operand = get(act.operand());
        Node node = network.node(act.node());
        double energy;
        if (node.isOutput()) {
            try (Tensor total = Network.lossOf(node).total(operand, get(Slot.target(act.node())))) {
                energy = total.item();
            }
        } else {
            try (Tensor squares = operand.mul(operand);
                    Tensor total = squares.sum()) {
                energy = total.item() / 2;
            }
        }
        energies.get(time)[act.node()] = energy;
    }

    private Tensor initialError(InitialError act) {
        Tensor prediction = get(Slot.prediction(act.node()));
        if (act.sigma() == 0) {
            return prediction.zerosLike();
        }
        Seed seed = noise.derive(network.node(act.node()).name());
        try (Tensor drawn = seed.normal(prediction.dtype(), prediction.shape(), 0, act.sigma())) {
            return drawn.to(prediction.device());
        }
    }

    private List<Tensor> theta(Node node) {
        List<Tensor> own = new ArrayList<>(node.parameters().size());
        for (int parameter : node.parameters()) {
            own.add(parameters.tensors().get(parameter));
        }
        return own;
    }

    private Tensor get(Slot slot) {
        return slot.kind() == Slot.Kind.PREDICTION ? predictions[slot.index()].value() : row(slot.kind())[slot.index()];
    }

    private Tensor[] row(Slot.Kind kind) {
        return Objects.requireNonNull(places.get(kind));
    }

    private void put(Slot slot, Tensor tensor) {
        release(slot);
        row(slot.kind())[slot.index()] = tensor;
    }

    @SuppressWarnings("NullAway") // an empty place is null, and nothing reads it: the plan says when places are filled
    private void release(Slot slot) {
        if (slot.kind() == Slot.Kind.PREDICTION) {
            if (predictions[slot.index()] != null) {
                ownOperands.get(slot.index()).forEach(Tensor::close);
                predictions[slot.index()].close();
                predictions[slot.index()] = null;
            }
            return;
        }
        Tensor[] row = row(slot.kind());
        if (row[slot.index()] != null) {
            row[slot.index()].close();
            row[slot.index()] = null;
        }
    }

    /** Frees what still stands anywhere, as after an exception. */
    @Override
    public void close() {
        for (Slot.Kind kind : Slot.Kind.values()) {
            for (int i = 0; i < row(kind).length; i++) {
                release(new Slot(kind, i));
            }
        }
        passes.close();
    }
}
