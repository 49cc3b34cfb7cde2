package org.pcn4j.cli;

import java.util.Iterator;
import org.pcn4j.train.fetch.Catalogue;
import org.pcn4j.train.fetch.RemoteSet;

/** The names of all sets that can be fetched, for a shell to complete. */
final class PublishedNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Catalogue.sets().stream().map(RemoteSet::name).iterator();
    }
}
