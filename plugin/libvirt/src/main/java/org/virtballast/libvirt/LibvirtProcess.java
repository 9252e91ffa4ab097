/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Native;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

/**
 * What libvirt has once in a process, whoever uses it: the library, its silence on stderr, and the event loop, which must
 * be registered once and before the first connection is opened. That is why there is one instance.
 */
final class LibvirtProcess {
    private static final System.Logger LOG = System.getLogger(LibvirtProcess.class.getName());

    private final NativeLibvirt library;
    // Callbacks that native code may call at any time must never be collected. A connection's are kept even when it is
    // closed: the event thread may be on its way into one. They are few, and connections are opened seldom.
    private final Queue<Object> callbacks = new ConcurrentLinkedQueue<>();

    private LibvirtProcess() throws LibvirtException {
        library = Native.load("virt", NativeLibvirt.class);
        NativeLibvirt.ErrorCallback silence = (userData, error) -> {};
        keep(silence);
        Library.initEventLoop();
        library.virSetErrorFunc(null, silence);
        Thread loop = new Thread(LibvirtProcess::run, "libvirt-events");
        loop.setDaemon(true);
        loop.start();
    }

    /**
     * The one of this process; the first call loads the library.
     *
     * @throws HypervisorException of kind {@link Kind#DISCONNECTED} where the library cannot be loaded or does not start
     */
    static LibvirtProcess get() {
        try {
            return Holder.INSTANCE;
        } catch (LinkageError e) {
            throw new HypervisorException(
                    Kind.DISCONNECTED,
                    "cannot load libvirt's library libvirt.so.0: install it (libvirt0, or libvirt-libs)",
                    e);
        }
    }

    NativeLibvirt library() {
        return library;
    }

    /** Keeps what native code holds a pointer to, until the process ends. */
    void keep(Object callback) {
        callbacks.add(callback);
    }

    private static void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Library.processEvent();
            } catch (LibvirtException e) {
                LOG.log(Level.WARNING, "libvirt''s event loop failed and goes on: {0}", e.getMessage());
                pause();
            }
        }
    }

    /** A loop that fails at once each time must not take a CPU. */
    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Loads on first use, once, whichever thread comes first. */
    private static final class Holder {
        static final LibvirtProcess INSTANCE = load();

        private static LibvirtProcess load() {
            try {
                return new LibvirtProcess();
            } catch (LibvirtException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
