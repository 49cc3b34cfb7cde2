package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.Pullback;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Crossing;
import org.pcn4j.inference.plan.ErrorAct.Follow;
import org.pcn4j.inference.plan.ErrorAct.ForwardError;
import org.pcn4j.inference.plan.ErrorAct.Gate;
import org.pcn4j.inference.plan.ErrorAct.KeepError;
import org.pcn4j.inference.plan.ErrorAct.OutputError;
import org.pcn4j.inference.plan.ErrorAct.StateError;
import org.pcn4j.inference.plan.ErrorAct.Weigh;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.Apply;
import org.pcn4j.inference.plan.Instruction.ApplyZero;
import org.pcn4j.inference.plan.Instruction.Begin;
import org.pcn4j.inference.plan.Instruction.Collect;
import org.pcn4j.inference.plan.Instruction.Gather;
import org.pcn4j.inference.plan.Instruction.InitialError;
import org.pcn4j.inference.plan.Instruction.KeepPrediction;
import org.pcn4j.inference.plan.Instruction.Materialize;
import org.pcn4j.inference.plan.Instruction.MeasureEnergy;
import org.pcn4j.inference.plan.Instruction.Nudge;
import org.pcn4j.inference.plan.Instruction.PassDelays;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.ProductAct;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.plan.Uses;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/** One run of a plan. For one thread. */
final class Run implements AutoCloseable {
    private final Plan plan;
    private final Network network;
    private final Parameters parameters;
    private final ParameterUpdater updater;
    private final double scale;
    private final Passes passes;
    private final Places places;
    private final Beginning beginning;
    private final Measures measures;
    private final Errors errors;
    private final Optional<Residual> residual;
    private final Moving moving;
    private final Products products;
    private int time = Block.BEFORE;
    private int done;
    private Optional<Run> opposite = Optional.empty();
    private Optional<Crossings> crossings = Optional.empty();

    Run(
            Plan plan,
            Uses uses,
            Parameters parameters,
            Passes passes,
            Clamps clamps,
            State state,
            ParameterUpdater updater,
            double scale,
            Seed noise) {
        this.plan = plan;
        this.network = plan.network();
        this.parameters = parameters;
        this.updater = updater;
        this.scale = scale;
        this.passes = passes;
        this.places =
                new Places(uses, network.nodes().size(), parameters.tensors().size());
        this.errors = new Errors(plan, places, parameters);
        this.measures = new Measures(plan, places, parameters, errors);
        try {
            this.beginning = new Beginning(plan, places, parameters, clamps, state, noise);
            this.moving = new Moving(plan, places, parameters, beginning.batch(), noise);
            this.products = new Products(plan, places, parameters, passes, beginning.batch());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        this.residual = plan.schedule().until() instanceof Until.Settled settled
                ? Optional.of(new Residual(settled.tolerance()))
                : Optional.empty();
    }

    /** Does the forward pass, for another run of the plan as well, in which outputs are nudged the other way: it goes on alone. */
    void passForward(Run other) {
        opposite = Optional.of(other);
        run(plan.blocks().get(0));
        done = 1;
        other.places.share(places);
        other.done = 1;
    }

    /** Hands to the owners of other nodes, and takes from them, what the plan says. */
    void crossBy(Crossings all) {
        crossings = Optional.of(all);
    }

    /** Does what is still to do. */
    Outcome all() {
        plan.blocks().stream().skip(done).forEach(this::run);
        return outcome();
    }

    private void run(Block block) {
        for (int i = 0; i < block.repeats(); i++) {
            if (block.settles() && residual.filter(Residual::rests).isPresent()) {
                break;
            }
            time = block.time() == Block.BEFORE ? Block.BEFORE : time + 1;
            crossings.ifPresent(all -> all.begin(block));
            runOnce(block);
            updater.endTime();
            crossings.ifPresent(Crossings::end);
            residual.ifPresent(Residual::end);
        }
    }

    private void runOnce(Block block) {
        List<Instruction> instructions = block.instructions();
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            if (instruction instanceof Apply) {
                i = applyFrom(block, i);
                continue;
            }
            if (instruction instanceof Pull act) {
                pull(act, instructions.subList(i + 1, instructions.size()));
            } else if (instruction instanceof Relax) {
                // All pullbacks of the time are done.
                moving.relax(instructions, i, time, residual);
            } else {
                run(instruction);
            }
            release(block, i);
        }
    }

    private void release(Block block, int after) {
        List<Slot> releases = block.releases().get(after);
        for (int k = 0; k < releases.size(); k++) {
            places.release(releases.get(k));
        }
    }

    /** Applies what one time has learned, of which the plan tells in a row. Returns the place of the last. */
    private int applyFrom(Block block, int first) {
        List<Instruction> instructions = block.instructions();
        UpdateSteps steps = new UpdateSteps(updater);
        int next = first;
        while (next < instructions.size() && instructions.get(next) instanceof Apply act) {
            if (!places.isEmpty(act.delta())) {
                add(steps, act.parameter(), places.get(act.delta()));
            }
            next++;
        }
        steps.runHere(scale);
        for (int i = first; i < next; i++) {
            release(block, i);
        }
        return next - 1;
    }

    private void run(Instruction instruction) {
        if (instruction instanceof Predict act) {
            predict(act);
        } else if (instruction instanceof Collect act) {
            places.put(new Slot(Kind.FEEDBACK, act.node()), places.sum(act.uses()));
        } else if (instruction instanceof Gather act) {
            gather(act);
        } else if (instruction instanceof OutputError act) {
            errors.ofOutput(act);
        } else if (instruction instanceof StateError act) {
            errors.ofState(act);
        } else if (instruction instanceof Weigh act) {
            errors.weigh(act);
        } else if (instruction instanceof Materialize act) {
            Tensor prediction = value(act.node());
            Tensor moved = act.readsError() ? prediction.add(places.get(error(act.node()))) : prediction.share();
            places.put(new Slot(Kind.VALUE, act.node()), moved);
        } else if (instruction instanceof MeasureEnergy act) {
            measures.measure(act, time);
        } else if (instruction instanceof Begin act) {
            beginning.begin(act);
        } else if (instruction instanceof InitialError act) {
            beginning.error(act);
        } else if (instruction instanceof Follow act) {
            errors.follow(act);
        } else if (instruction instanceof Gate act) {
            Gating.gate(act, places);
        } else if (instruction instanceof Nudge act) {
            errors.nudge(act, act.beta(), places);
            opposite.ifPresent(run -> errors.nudge(act, -act.beta(), run.places));
        } else if (instruction instanceof KeepError act) {
            places.put(new Slot(Kind.KEPT, act.node()), places.get(act.error()).share());
        } else if (instruction instanceof KeepPrediction act) {
            places.keep(act.node());
        } else if (instruction instanceof ForwardError act) {
            errors.ofForwardPass(act);
        } else if (instruction instanceof PassDelays act) {
            moving.passDelays(act, time);
        } else if (instruction instanceof ProductAct act) {
            products.run(act);
        } else if (instruction instanceof Crossing act) {
            crossings.orElseThrow().run(act, places);
        } else if (instruction instanceof ApplyZero act) {
            try (Tensor zeros = parameters.tensors().get(act.parameter()).zerosLike()) {
                UpdateSteps steps = new UpdateSteps(updater);
                add(steps, act.parameter(), zeros);
                steps.runHere(scale);
            }
        } else {
            throw new IllegalStateException("no way to run " + instruction);
        }
    }

    private static Slot error(int node) {
        return new Slot(Kind.ERROR, node);
    }

    private Tensor value(int node) {
        return places.get(new Slot(Kind.PREDICTION, node));
    }

    private void predict(Predict act) {
        Node node = network.node(act.node());
        List<Tensor> operands = new ArrayList<>(act.operands().size());
        List<Tensor> own = new ArrayList<>(act.operands().size());
        for (Slot slot : act.operands()) {
            Tensor operand = places.get(slot);
            if (!slot.kind().isGiven()) {
                // A handle of its own: a parent may predict anew, and give up the old prediction, while this one still
                // stands. What is given stands as long as the run.
                operand = operand.share();
                own.add(operand);
            }
            operands.add(operand);
        }
        Prediction prediction = node.function().predict(operands, theta(node), passes.of(node));
        places.predict(act.node(), prediction, own);
    }

    private void pull(Pull act, List<Instruction> next) {
        if (act.error().kind() == Kind.GATED && places.isEmpty(act.error())) {
            // No unit learns, so there is no Δθ, which is less than one of zeros.
            act.deltas().forEach(use -> places.release(new Slot(Kind.DELTA, use)));
            return;
        }
        Node node = network.node(act.node());
        List<Tensor> sums = node.function().addsToSums() ? Sums.of(act, next, places) : List.of();
        Pullback pulled = node.function()
                .pullback(
                        places.prediction(act.prediction()),
                        places.get(act.error()),
                        sums.isEmpty() ? act.wanted() : act.wanted().into(sums));
        for (int i = 0; i < act.uses().size(); i++) {
            places.put(
                    new Slot(Kind.CONTRIBUTION, act.uses().get(i)),
                    pulled.inputs().get(i));
        }
        for (int i = 0; i < act.deltas().size(); i++) {
            Slot slot = new Slot(Kind.DELTA, act.deltas().get(i));
            Tensor delta = pulled.parameters().get(i);
            if (!sums.isEmpty() && delta == sums.get(i)) {
                // It is in the sum, and there is nothing left to gather.
                places.release(slot);
            } else {
                places.put(slot, delta);
            }
        }
    }

    private void gather(Gather act) {
        Slot delta = new Slot(Kind.DELTA, act.use());
        Slot sum = new Slot(Kind.GRADIENT, act.parameter());
        if (act.first()) {
            places.release(sum);
        }
        if (places.isEmpty(delta)) {
            return;
        }
        if (places.isEmpty(sum)) {
            places.put(sum, places.get(delta).share());
        } else {
            places.get(sum).addInPlace(places.get(delta));
        }
    }

    private void add(UpdateSteps steps, int parameter, Tensor delta) {
        steps.add(parameters.specs().get(parameter).name(), parameters.tensors().get(parameter), List.of(delta));
    }

    private List<Tensor> theta(Node node) {
        List<Tensor> own = new ArrayList<>(node.parameters().size());
        for (int parameter : node.parameters()) {
            own.add(parameters.tensors().get(parameter));
        }
        return own;
    }

    private Outcome outcome() {
        Map<Observation, Tensor> finals = new HashMap<>();
        plan.finals().forEach((observation, slot) -> finals.put(observation, kept(slot)));
        Map<String, Tensor> values = new HashMap<>();
        Map<String, Map<String, Tensor>> memory = new HashMap<>();
        plan.state().forEach((node, slot) -> {
            String name = network.node(node).name();
            values.put(name, kept(slot));
            Map<String, Tensor> remembered = new HashMap<>();
            places.memory(node)
                    .forEach((what, tensor) ->
                            remembered.put(what, tensor.share().keep()));
            memory.put(name, remembered);
        });
        return new Outcome(measures.losses(), measures.energies(), finals, new State(values, memory));
    }

    private Tensor kept(Slot slot) {
        // An error that is known to be zero is nowhere.
        return slot.kind() == Kind.ERROR && places.isEmpty(slot)
                ? value(slot.index()).zerosLike().keep()
                : places.get(slot).share().keep();
    }

    /** Frees what still stands anywhere, as after an exception. */
    @Override
    public void close() {
        places.close();
    }
}
