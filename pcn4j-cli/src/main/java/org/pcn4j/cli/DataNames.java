package org.pcn4j.cli;

import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.pcn4j.train.fetch.Catalogue;
import org.pcn4j.train.fetch.Patience;

/** The names of all sets that are generated or can be fetched, for a shell to complete. */
final class DataNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        DataSets sets = new DataSets(Map.of(), Catalogue.sets(), Patience.DEFAULT);
        return Stream.concat(sets.generated().stream(), sets.names().stream()).iterator();
    }
}
