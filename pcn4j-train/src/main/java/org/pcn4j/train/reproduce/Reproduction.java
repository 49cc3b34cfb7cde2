package org.pcn4j.train.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;

/**
 * Makes experiments of papers again. Every case that is done is in a file at once, so that an end at any moment loses
 * those that run, and the same reproduction goes on where it ended. For one thread.
 */
public final class Reproduction {
    private final Path folder;
    private final Scope scope;
    private final Bench bench;
    private final ReproductionListener listener;

    /** How a reproduction ended. */
    public enum End {
        /** All is done. */
        COMPLETE,
        /** It was told to end, or its thread was interrupted while others did cases. */
        INTERRUPTED,
        /** A case failed; the others are done. */
        FAILED
    }

    /** What is done with what was found before. */
    public enum Before {
        /** Cases that are done are not done again. */
        KEPT,
        /** It is forgotten. */
        FORGOTTEN
    }

    /**
     * Prepares a reproduction.
     *
     * @param folder where results are and come to be; made if need be
     */
    public Reproduction(Path folder, Scope scope, Bench bench) {
        this.folder = folder;
        this.scope = scope;
        this.bench = bench;
        this.listener = bench.listener();
    }

    /**
     * Makes experiments.
     *
     * @param items in this order
     * @param all of the catalog, for the index of the folder
     * @throws ReproductionException if results cannot be read or written
     */
    public End run(List<Item> items, List<Item> all, Before before) {
        makeFolder();
        // A folder that takes no files is told before anything is measured.
        Index.write(folder, all);
        List<Work> work = items.stream().map(item -> work(item, before)).toList();
        items.forEach(this::tellStandIns);
        List<Case> left = work.stream()
                .flatMap(each -> each.cases().stream().filter(one -> !each.isDone(one)))
                .toList();
        int cases = work.stream().mapToInt(each -> each.cases().size()).sum();
        listener.began(
                cases,
                cases - left.size(),
                left.stream().mapToDouble(Case::weight).sum());
        Threads threads = Threads.current();
        try {
            boolean failed = false;
            for (Work each : work) {
                failed |= !isMade(each);
            }
            return failed ? End.FAILED : End.COMPLETE;
        } catch (InterruptedException e) {
            return End.INTERRUPTED;
        } finally {
            threads.use();
            Index.write(folder, all);
        }
    }

    private void makeFolder() {
        try {
            Files.createDirectories(folder);
        } catch (NoSuchFileException e) {
            Path there = folder.toAbsolutePath();
            while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            throw new ReproductionException(
                    "cannot make the folder '" + folder + "': no folder can be made in '" + there + "'", e);
        } catch (IOException e) {
            throw new ReproductionException("cannot make the folder '" + folder + "': " + Reason.of(e), e);
        }
    }

    private void tellStandIns(Item item) {
        for (String set : item.data()) {
            if (!scope.data(set).equals(set)) {
                listener.said(item.name() + ": " + set + " is not here (pcn4j data fetch " + set + "): "
                        + scope.data(set) + ", which are generated, take its place");
            }
        }
    }

    private Work work(Item item, Before before) {
        Path file = folder.resolve(Index.base(item, scope.size()) + ".json");
        Results none = new Results(item.name(), item.paper(), command(item), List.of(), List.of());
        Results results = before == Before.FORGOTTEN
                ? none
                : Results.read(file)
                        .map(found -> new Results(item.name(), item.paper(), command(item), found.cases(), List.of()))
                        .orElse(none);
        return new Work(
                item,
                item.cases(scope).stream()
                        .map(each -> bench.arithmetic().map(each::in).orElse(each))
                        .toList(),
                file,
                results);
    }

    private String command(Item item) {
        String size = scope.size() == Scope.Size.SHORT
                ? ""
                : " --" + scope.size().name().toLowerCase(Locale.ROOT);
        String seeds = scope.seeds().isPresent() ? " --seeds " + scope.seeds().getAsInt() : "";
        String sums = bench.arithmetic()
                .map(asked -> " --arithmetic " + asked.name().toLowerCase(Locale.ROOT))
                .orElse("");
        return "pcn4j reproduce " + item.name() + size + seeds + sums;
    }

    /** Does what is left of an item and writes its page; returns whether all went well. */
    private boolean isMade(Work begun) throws InterruptedException {
        Making making = new Making(begun, listener);
        making.run(begun.item().isForOneThread() ? bench.lanes(making::isEnded) : List.of(bench));
        if (making.failed()) {
            return false;
        }
        write(making.work());
        return true;
    }

    private void write(Work work) {
        List<Measured> found = new ArrayList<>();
        work.cases().forEach(each -> work.done(each).ifPresent(found::add));
        Findings findings = new Findings(found);
        Results results = work.results();
        // Of settings that are asked for no more nothing is kept; other seeds of those that are may be asked for again.
        Set<Map<String, String>> asked =
                work.cases().stream().map(Case::settings).collect(Collectors.toSet());
        List<Measured> kept = new ArrayList<>(found);
        results.cases().stream()
                .filter(each -> asked.contains(each.settings()) && !found.contains(each))
                .forEach(kept::add);
        new Results(results.item(), results.paper(), results.command(), kept, findings.summary()).write(work.file());
        String base = Index.base(work.item(), scope.size());
        Page page = new Page(base, bench.arithmetic().isPresent() ? Page.Origin.OTHER_RUN : scope.origin(work.item()));
        work.item().tell(findings, page);
        String text = PageFrame.around(work.item(), page.text(), findings, results.command(), base);
        Path file = folder.resolve(base + ".md");
        try {
            for (Map.Entry<String, String> plot : page.plots().entrySet()) {
                WholeFile.write(folder.resolve(plot.getKey()), plot.getValue());
            }
            WholeFile.write(file, text);
        } catch (IOException e) {
            throw new ReproductionException("cannot write '" + file + "': " + Reason.of(e), e);
        }
        listener.written(work.item(), file);
    }
}
