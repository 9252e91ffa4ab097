/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Calls back on SIGHUP. The JDK's only way is {@code sun.misc.Signal}, which exists in every JDK but cannot be compiled
 * against without a warning; so it is reached by name, and where it is missing the daemon works without reloading.
 */
final class HangupSignal {
    private static final System.Logger LOG = System.getLogger(HangupSignal.class.getName());

    private HangupSignal() {}

    /** Calls back on each SIGHUP from now on, in a thread of the JVM's. */
    static void handle(Runnable callback) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object hangup = signal.getConstructor(String.class).newInstance("HUP");
            Object proxy = Proxy.newProxyInstance(
                    HangupSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            callback.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler).invoke(null, hangup, proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Throwable cause = e instanceof InvocationTargetException wrapped ? wrapped.getCause() : e;
            LOG.log(Level.WARNING, "SIGHUP is not heard ({0}); restart the daemon to reload its configuration.", cause);
        }
    }
}
