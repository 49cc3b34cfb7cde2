package org.pcn4j.cli;

import java.util.Locale;
import org.pcn4j.train.experiment.RunState;
import picocli.CommandLine.ITypeConverter;

/** Which of a run's states is meant. */
enum StateChoice implements Choice {
    /** After the last update that was saved. */
    LAST(RunState.LAST),
    /** When it did best on the validation samples. */
    BEST(RunState.BEST);

    private final RunState state;

    StateChoice(RunState state) {
        this.state = state;
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    RunState state() {
        return state;
    }

    /** Reads one. */
    static final class One implements ITypeConverter<StateChoice> {
        @Override
        public StateChoice convert(String text) {
            return Choices.of("state", StateChoice.class).one(text);
        }
    }
}
