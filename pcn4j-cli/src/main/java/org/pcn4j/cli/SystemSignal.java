package org.pcn4j.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * What happens when the system sends a signal: {@code INT} on Ctrl-C, {@code WINCH} when a terminal's window was resized.
 * The JDK has a class for it, {@code sun.misc.Signal}, in a module that is there to be used but not to be compiled against;
 * so it is called by name.
 */
final class SystemSignal {
    private final Class<?> handlerType;
    private final Class<?> signalType;
    private final Object signal;
    private final Object before;

    private SystemSignal(Class<?> signalType, Class<?> handlerType, Object signal, Object before) {
        this.signalType = signalType;
        this.handlerType = handlerType;
        this.signal = signal;
        this.before = before;
    }

    /**
     * Does this from now on, each time, on a thread of the JVM's.
     *
     * @param name of the signal, without {@code SIG}
     * @return nothing where the JVM knows no such signal, or leaves it to others
     */
    static Optional<SystemSignal> handle(String name, Runnable action) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            Object handler = Proxy.newProxyInstance(
                    SystemSignal.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            Object before =
                    signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
            return Optional.of(new SystemSignal(signalType, handlerType, signal, before));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Does what was done before. */
    void release() {
        try {
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, before);
        } catch (InvocationTargetException | IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalStateException("the handler of a signal cannot be put back", e);
        }
    }
}
