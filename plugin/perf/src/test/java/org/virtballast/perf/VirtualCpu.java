/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A thread of this process that is called as QEMU calls the thread of a virtual CPU, for the kernel too. */
final class VirtualCpu implements AutoCloseable {
    private final ExecutorService executor;

    VirtualCpu(int number) throws Exception {
        executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "CPU " + number + "/TCG"));
        run(() -> {});
    }

    /** Runs something on it, to the end. */
    void run(Runnable task) throws Exception {
        executor.submit(task).get(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a thread does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a thread ends", e);
        }
    }
}
