/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Pointer;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.libvirt.Connect;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

/** A connection that libvirt-java opened and watches. */
final class LibvirtConnection implements Connection {
    private static final System.Logger LOG = System.getLogger(LibvirtConnection.class.getName());

    // Messages keep an old fault of libvirt's at bay: up to 9.10, a call that is made in the instant in which a
    // thread that waits for another answer goes to sleep is sent only when something else wakes that thread
    // (libvirt's "rpc: fix race in waking up client event loop").
    private static final int KEEPALIVE_SECONDS = 2;

    // A day: silence ends no connection. A libvirt that hangs is noticed by the deadlines of our calls, and is well
    // again as soon as it answers; one that ended, by the end of its socket. Where libvirt gives up a silent
    // connection on which two calls wait, it uses the stack of the one that returned first, and this process ends
    // (libvirt's "rpc: ensure temporary GSource is removed from client event loop").
    private static final int KEEPALIVE_MISSES = 43_200;

    private final String uri;
    private final Handle handle;

    private LibvirtConnection(String uri, Handle handle) {
        this.uri = uri;
        this.handle = handle;
    }

    /**
     * Opens a connection. The event loop must run.
     *
     * @param keep takes what must stay reachable for as long as native code may call it
     * @param onLost told once, in a sentence, when the connection is lost; called on a thread of libvirt's with locks of
     *     libvirt's held: it returns at once and calls nothing of this connection
     * @throws HypervisorException where that does not work
     */
    static LibvirtConnection open(String uri, Consumer<Object> keep, Consumer<String> onLost) {
        LibvirtConnection connection;
        try {
            connection = new LibvirtConnection(uri, new Handle(uri));
        } catch (LibvirtException e) {
            throw cannotConnect(uri, e);
        }
        // libvirt-java's handle holds the native close callback.
        keep.accept(connection.handle);
        try {
            connection.watch(onLost);
        } catch (LibvirtException e) {
            connection.close();
            throw cannotConnect(uri, e);
        }
        return connection;
    }

    @Override
    public Pointer pointer() {
        return handle.pointer();
    }

    @Override
    public boolean alive() {
        try {
            return handle.isAlive();
        } catch (LibvirtException e) {
            LOG.log(Level.DEBUG, "libvirt does not know whether its connection is alive", e);
            return false;
        }
    }

    @Override
    public void close() {
        try {
            handle.unregisterCloseListener();
        } catch (LibvirtException e) {
            // The daemon is told as well, and where the connection is lost it cannot be.
            LOG.log(Level.DEBUG, "the close listener stays", e);
        }
        try {
            int references = handle.close();
            if (references > 0) {
                LOG.log(Level.WARNING, "the connection to {0} stays open: {1} references are left", uri, references);
            }
        } catch (LibvirtException e) {
            LOG.log(Level.WARNING, "the connection to {0} could not be closed: {1}", uri, e.getMessage());
        }
    }

    private void watch(Consumer<String> onLost) throws LibvirtException {
        AtomicBoolean told = new AtomicBoolean();
        handle.registerCloseListener((connect, reason) -> {
            if (told.compareAndSet(false, true)) {
                String why = reason.name().toLowerCase(Locale.ROOT);
                onLost.accept("the connection to libvirt at " + uri + " is lost (" + why + "); open a new one");
            }
        });
        try {
            handle.setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_MISSES);
        } catch (LibvirtException e) {
            // A driver within this process has nobody to lose.
            if (e.getError().getCode() != ErrorNumber.VIR_ERR_NO_SUPPORT) {
                throw e;
            }
        }
    }

    private static HypervisorException cannotConnect(String uri, LibvirtException e) {
        return new HypervisorException(
                Kind.DISCONNECTED,
                "cannot connect to libvirt at " + uri + ": " + Quoted.line(String.valueOf(e.getMessage()))
                        + "; see that libvirtd or virtqemud runs and that uri in the configuration is right",
                e);
    }

    /** libvirt-java's connection, for the sake of its pointer, which only a subclass may see. */
    private static final class Handle extends Connect {
        Handle(String uri) throws LibvirtException {
            super(uri);
        }

        Pointer pointer() {
            return vcp.getPointer();
        }
    }
}
