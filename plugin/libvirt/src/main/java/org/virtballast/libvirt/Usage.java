/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Knows which calls use a connection, so that it is freed when the last of them has returned, and not before. */
final class Usage {
    private static final System.Logger LOG = System.getLogger(Usage.class.getName());

    // Calls share the read lock, each in the thread that makes it; what frees the connection takes the write lock.
    private final ReentrantReadWriteLock inFlight = new ReentrantReadWriteLock();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Makes a call.
     *
     * @throws org.virtballast.core.port.HypervisorException where this is closed
     */
    <T> T during(Supplier<T> call) {
        requireOpen();
        inFlight.readLock().lock();
        try {
            requireOpen();
            return call.get();
        } finally {
            inFlight.readLock().unlock();
        }
    }

    /** @throws org.virtballast.core.port.HypervisorException where this is closed */
    void requireOpen() {
        if (closed.get()) {
            throw Failures.closed();
        }
    }

    /**
     * Lets no more calls begin, and frees the connection when those under way have returned. The second time it does
     * nothing.
     *
     * @param patience how long that is waited for; after that it happens when it can
     * @throws IllegalStateException where this is called in the midst of a call, or freeing fails
     */
    void close(Runnable free, Duration patience) {
        if (inFlight.getReadHoldCount() > 0) {
            throw new IllegalStateException("closed in the midst of a call, which could not return before");
        }
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        FutureTask<Void> freeing = new FutureTask<>(() -> freeAlone(free), null);
        Thread thread = new Thread(freeing, "libvirt-close");
        thread.setDaemon(true);
        thread.start();
        try {
            freeing.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, "A call to libvirt hangs; the connection is closed when it returns.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the connection could not be freed", e.getCause());
        }
    }

    private void freeAlone(Runnable free) {
        inFlight.writeLock().lock();
        try {
            free.run();
        } finally {
            inFlight.writeLock().unlock();
        }
    }
}
