package org.pcn4j.train;

/** Training cannot go on; the message says why, in one line. */
public sealed class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TrainingException(String message) {
        super(message);
    }

    TrainingException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The loss, a parameter or a buffer is no longer finite. That follows from the settings: the same training would end so again. */
    public static final class NotFinite extends TrainingException {
        private static final long serialVersionUID = 1;

        NotFinite(String message) {
            super(message);
        }
    }

    /** The step γ is too large for values to converge, and was not to be. */
    public static final class Unstable extends TrainingException {
        private static final long serialVersionUID = 1;

        Unstable(String message) {
            super(message);
        }
    }

    /** Another training, of this process or another one, keeps its checkpoints in the folder at this moment. */
    public static final class InUse extends TrainingException {
        private static final long serialVersionUID = 1;

        InUse(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
