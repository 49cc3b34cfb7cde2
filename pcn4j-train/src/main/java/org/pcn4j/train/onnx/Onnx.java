package org.pcn4j.train.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.file.ProtoMessage;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.model.Model;

/**
 * Writes networks as <a href="https://onnx.ai">ONNX</a> models, which compute what the network predicts while it is
 * evaluated: dropout lets everything pass and batch normalization goes by its running statistics.
 */
public final class Onnx {
    /** The version of ONNX's operator set that models use. */
    public static final int OPSET = 17;

    private Onnx() {}

    /**
     * Writes a trained model with all that its samples go through, whole or not at all: whoever runs it gives numbers as they
     * are read, before any normalization, and gets answers in the unit of what was learned. What else {@link #write(Path,
     * Network, Parameters, OnnxOptions)} says holds, and:
     *
     * <ul>
     *   <li>An input of rows that are normalized is float64, since large numbers that differ by little are one number as
     *       float32; pixels, from 0 to 1, have the element type of the parameters.
     *   <li>An output of numbers that were scaled to be learned is float64.
     *   <li>The metadata hold, as lists in JSON in the outputs' or the inputs' order, {@code pcn4j.classes}, {@code
     *       pcn4j.features}, {@code pcn4j.targets} and {@code pcn4j.vocabulary}, those of them that the data have.
     * </ul>
     *
     * @param model borrowed
     * @throws OnnxException as for a network, and if its answer is no forward pass's
     * @throws IOException as for a network
     */
    public static void write(Path file, Model model, OnnxOptions options) throws IOException {
        if (!model.description().model().answersByForwardPass()) {
            throw new OnnxException(
                    "the model " + model.description().model().name()
                            + " is asked from any end, by inference, which ONNX cannot hold: expected one whose forward pass answers");
        }
        Preparing preparing = Preparing.of(model.preparation());
        write(file, model.network(), model.parameters(), preparing.describedIn(options), preparing);
    }

    /**
     * Writes a model, whole or not at all. Its inputs and outputs are called as the network's nodes and begin with a
     * dimension {@code batch} of any size; its numbers have the element type of the parameters, tokens are int64. Every
     * parameter stands in it once, under its name, however many nodes share it.
     *
     * @param parameters of this network, on any device; borrowed
     * @throws OnnxException if the parameters are not the network's, a function has no translation, probabilities are asked
     *     for where cross-entropy scores no output, a number is NaN or infinite, or the model would have 2 GiB or more
     * @throws IllegalStateException if the parameters are closed
     * @throws IOException if the file cannot be written; what was there before is then as it was
     */
    public static void write(Path file, Network network, Parameters parameters, OnnxOptions options)
            throws IOException {
        write(file, network, parameters, options, Preparing.NOTHING);
    }

    private static void write(
            Path file, Network network, Parameters parameters, OnnxOptions options, Preparing preparing)
            throws IOException {
        try (Lease lease = parameters.lease()) {
            Optional<String> notFinite = parameters.notFinite();
            if (notFinite.isPresent()) {
                throw new OnnxException("'" + notFinite.get()
                        + "' holds NaN or infinite numbers: a network whose training failed answers nothing");
            }
            ProtoMessage model = new Export(network, parameters, options, preparing).model();
            if (model.size() > Integer.MAX_VALUE) {
                throw new OnnxException("the model would have " + model.size() + " bytes, expected at most "
                        + Integer.MAX_VALUE + ", as many as an ONNX file can hold");
            }
            WholeFile.write(file, model::writeTo);
        }
    }
}
