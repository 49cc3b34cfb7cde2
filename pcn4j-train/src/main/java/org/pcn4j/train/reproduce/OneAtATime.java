package org.pcn4j.train.reproduce;

import java.nio.file.Path;

/** Lets a listener hear one thing at a time, whoever says it. */
final class OneAtATime implements ReproductionListener {
    private final ReproductionListener listener;

    OneAtATime(ReproductionListener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void said(String line) {
        listener.said(line);
    }

    @Override
    public synchronized void began(int cases, int found, double weight) {
        listener.began(cases, found, weight);
    }

    @Override
    public synchronized void began(Item item, Case each, int number, int of) {
        listener.began(item, each, number, of);
    }

    @Override
    public synchronized void progressed(Case each, double share) {
        listener.progressed(each, share);
    }

    @Override
    public synchronized void done(Item item, Case each, double seconds) {
        listener.done(item, each, seconds);
    }

    @Override
    public synchronized void failed(Item item, Case each) {
        listener.failed(item, each);
    }

    @Override
    public synchronized void written(Item item, Path page) {
        listener.written(item, page);
    }

    @Override
    public synchronized boolean isCancelled() {
        return listener.isCancelled();
    }
}
