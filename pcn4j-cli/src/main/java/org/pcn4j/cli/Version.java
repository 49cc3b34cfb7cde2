package org.pcn4j.cli;

import org.pcn4j.train.file.LibraryVersion;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, which is the library's. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"pcn4j " + LibraryVersion.current()};
    }
}
