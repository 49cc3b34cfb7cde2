package org.pcn4j;

import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.pcn4j.tensor.Threads;

/** Puts the threads in force again that were before a test. */
public final class RestoredThreads implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(RestoredThreads.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(SPACE).put(Threads.class, Threads.current());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Objects.requireNonNull(context.getStore(SPACE).get(Threads.class, Threads.class))
                .use();
    }
}
