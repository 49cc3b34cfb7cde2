package org.pcn4j.train.settings;

import org.pcn4j.train.file.OneLine;

/** Says in one line what is wrong with settings: where it stands, which key, what was expected, what was found. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 1500;

    /**
     * Creates an exception. Control characters in the message become question marks, and the end of a long one is left out.
     *
     * @param message what is wrong, and where
     */
    public SettingsException(String message) {
        super(OneLine.of(message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…"));
    }

    /**
     * Creates an exception about the value of a key.
     *
     * @param yaml what stands there
     * @param path the key, with those above it; empty for the whole text
     * @param complaint what is wrong
     */
    static SettingsException at(Yaml yaml, String path, String complaint) {
        return new SettingsException(yaml.place() + ": " + (path.isEmpty() ? "" : path + ": ") + complaint);
    }
}
