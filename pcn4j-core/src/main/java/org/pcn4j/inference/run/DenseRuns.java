package org.pcn4j.inference.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.pcn4j.inference.dense.DenseRunner;
import org.pcn4j.inference.dense.DenseUpdater;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Device;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Runs of a plan by dense kernels. */
final class DenseRuns {
    private final Plan plan;
    private final DenseRunner runner;
    private final boolean learns;

    DenseRuns(Plan plan, DenseRunner runner) {
        this.plan = plan;
        this.runner = runner;
        this.learns = plan.learns();
    }

    /** Tells whether they can run it on these numbers: in main memory, and in float32 where products are to be in bfloat16. */
    boolean serves(Parameters parameters, Clamps clamps) {
        boolean isRounded = plan.schedule().arithmetic().equals(Optional.of(Arithmetic.BF16));
        return !clamps.isEmpty()
                && Backend.serves(parameters.tensors().get(0).device())
                && !(isRounded && parameters.dtype() != DType.FLOAT32);
    }

    Outcome run(Parameters parameters, Clamps clamps, State state, ParameterUpdater updater, double scale, Seed noise) {
        try (TensorScope scope = new TensorScope()) {
            int batch = Math.toIntExact(clamps.batch());
            Beginning.requireFit(
                    state, plan.network(), batch, parameters.tensors().get(0));
            Given given = new Given(plan, parameters, clamps, state, noise, batch);
            Optional<DenseUpdater> dense = learns ? updater.dense() : Optional.empty();
            return outcome(runner.run(new DenseRunner.Job(
                    parameters,
                    given,
                    batch,
                    dense,
                    new Moving(parameters, updater),
                    scale,
                    updater.reducer().rows())));
        }
    }

    private Outcome outcome(DenseRunner.Results results) {
        Map<Observation, Tensor> finals = new HashMap<>();
        plan.finals()
                .forEach((observation, slot) -> finals.put(
                        observation,
                        Objects.requireNonNull(results.kept().get(slot)).share().keep()));
        Map<String, Tensor> values = new HashMap<>();
        Map<String, Map<String, Tensor>> memory = new HashMap<>();
        plan.state().forEach((node, slot) -> {
            String name = plan.network().node(node).name();
            values.put(
                    name,
                    Objects.requireNonNull(results.kept().get(slot)).share().keep());
            Map<String, Tensor> own = new HashMap<>();
            Objects.requireNonNull(results.memory().get(node)).forEach((what, tensor) -> own.put(what, tensor.keep()));
            memory.put(name, own);
        });
        return new Outcome(
                results.losses().or(this::lossOfNone), results.energies(), finals, new State(values, memory));
    }

    /** Where no output is held, the loss is known to be zero. */
    private Optional<double[]> lossOfNone() {
        boolean noneIsHeld = plan.network().nodes().stream().noneMatch(node -> plan.hasTarget(node.index()));
        return noneIsHeld ? Optional.of(new double[plan.network().nodes().size()]) : Optional.empty();
    }

    /** What a run needs, of what it was handed. */
    private record Given(Plan plan, Parameters parameters, Clamps clamps, State state, Seed noise, int batch)
            implements DenseRunner.Source {
        private Node node(int index) {
            return plan.network().node(index);
        }

        @Override
        public Tensor held(int index) {
            Node node = node(index);
            return plan.modes().get(index) instanceof Mode.Constant
                    ? Network.constant(node, batch, parameters.tensors().get(0))
                    : inMemory(clamps.value(node.name()).orElseThrow());
        }

        /** Returns numbers as dense kernels read them; class labels as they are. */
        private Tensor inMemory(Tensor value) {
            if (value.dtype() == DType.INT64) {
                return value;
            }
            try (Tensor near = value.to(Device.CPU);
                    Tensor narrow = near.to(parameters.dtype())) {
                return narrow.contiguous();
            }
        }

        @Override
        public Tensor mask(int index) {
            return inMemory(clamps.mask(node(index).name()).orElseThrow());
        }

        @Override
        public Optional<Tensor> start(int index) {
            return state.value(node(index).name()).map(this::inMemory);
        }

        @Override
        public Tensor noise(int index, double sigma) {
            return noise.derive(node(index).name())
                    .normal(parameters.dtype(), node(index).shape().batched(batch), 0, sigma);
        }

        @Override
        public Tensor drawn(int index, int time) {
            return noise.derive(node(index).name())
                    .derive(time)
                    .normal(parameters.dtype(), node(index).shape().batched(batch), 0, 1);
        }

        @Override
        public Optional<Tensor> memory(int index, String name) {
            return Optional.ofNullable(state.memory()
                            .getOrDefault(node(index).name(), Map.of())
                            .get(name))
                    .map(this::inMemory);
        }
    }

    /** Hands each Δθ to an updater that moves native tensors. */
    private record Moving(Parameters parameters, ParameterUpdater updater) implements DenseRunner.Deltas {
        @Override
        public void take(int parameter, Tensor delta) {
            String name = parameters.specs().get(parameter).name();
            updater.update(name, parameters.tensors().get(parameter), delta);
        }

        @Override
        public void endStage() {
            updater.endTime();
        }
    }
}
