package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.inference.dense.DenseRunner;
import org.pcn4j.inference.dense.DenseUpdater;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Device;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Runs of a plan by dense kernels. */
final class DenseRuns {
    private final Plan plan;
    private final DenseRunner runner;

    DenseRuns(Plan plan, DenseRunner runner) {
        this.plan = plan;
        this.runner = runner;
    }

    /** Tells whether they can run it on these numbers: float32 in main memory. */
    boolean serves(Parameters parameters, Clamps clamps) {
        return !clamps.isEmpty()
                && parameters.dtype() == DType.FLOAT32
                && parameters.tensors().get(0).device().equals(Device.CPU);
    }

    Outcome run(Parameters parameters, Clamps clamps, ParameterUpdater updater, double scale) {
        try (TensorScope scope = new TensorScope()) {
            int batch = Math.toIntExact(clamps.batch());
            List<Tensor> held = new ArrayList<>();
            for (int index : runner.held()) {
                held.add(held(plan.network().node(index), batch, parameters, clamps));
            }
            Optional<DenseUpdater> dense = plan.learns() ? updater.dense() : Optional.empty();
            double[] losses = runner.run(parameters, held, batch, dense, new Moving(parameters, updater), scale);
            return new Outcome(Optional.of(losses), List.of(losses), java.util.Map.of(), State.none());
        }
    }

    private Tensor held(Node node, int batch, Parameters parameters, Clamps clamps) {
        return plan.modes().get(node.index()) instanceof Mode.Constant
                ? Network.constant(node, batch, parameters.tensors().get(0))
                : clamps.value(node.name()).orElseThrow().contiguous();
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
