package org.pcn4j.train.experiment;

import org.pcn4j.data.Samples;
import org.pcn4j.data.Split;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.run.Ends;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.train.model.Answers;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Made;
import org.pcn4j.train.model.ModelSpec;

/**
 * What a model learns from a data set. Immutable.
 *
 * @param model the network's form
 * @param domain what the samples are
 * @param samples in the shape in which the network takes them
 */
public record Task(ModelSpec model, Domain domain, Split<Samples> samples) {
    /**
     * Brings a model and data together.
     *
     * @throws NetworkException if the model cannot learn from such data: what it reads
     */
    public static Task of(ModelSpec model, LoadedData data) {
        Domain domain = data.domain();
        boolean shown = data instanceof LoadedData.Images && model.learnsItsInput();
        return new Task(
                model, domain, shown ? ((LoadedData.Images) data).reconstructing() : data.as(model.sample(domain)));
    }

    /** Returns what the network answers. */
    public Answers answers() {
        return model.answers(domain);
    }

    /**
     * Returns the network whose output has this loss.
     *
     * @throws NetworkException if sizes do not fit
     * @throws IllegalArgumentException if the loss cannot score such answers
     */
    public Network network(Made<Energy> loss) {
        answers().require(loss);
        return network(loss.it());
    }

    /** Returns where such a network holds samples and targets. */
    Ends ends(Made<Energy> loss, Network network) {
        return model.generative(domain, loss.it()).map(Generative::ends).orElseGet(() -> Ends.of(network));
    }

    /** Returns the network whose output has this loss, as one of classes that count differently. */
    Network network(Energy loss) {
        return model.network(domain, loss);
    }
}
