/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.cli;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.libvirt.DomainConfigurations;

/** Asks the daemon and libvirt. Whoever is down, says no or hangs leaves a sentence, and the others are asked all the same. */
final class Inquiry {
    private Inquiry() {}

    /** A question to the daemon, which has a deadline of its own. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws ControlException;
    }

    static <T> Answer<T> daemon(Question<T> question) {
        try {
            return Answer.of(question.ask());
        } catch (ControlException e) {
            return Answer.failed(e.getMessage());
        }
    }

    /**
     * Asks libvirt, in a thread of its own, which is left alone where it hangs.
     *
     * @param connect opens a connection, which is closed here
     */
    static Answer<LibvirtFacts> libvirt(Supplier<DomainConfigurations> connect, Duration patience) {
        FutureTask<LibvirtFacts> task = new FutureTask<>(() -> {
            try (DomainConfigurations libvirt = connect.get()) {
                return LibvirtFacts.of(libvirt);
            }
        });
        Thread thread = new Thread(task, "libvirt-inquiry");
        thread.setDaemon(true);
        thread.start();
        try {
            return Answer.of(task.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Answer.failed("libvirt has not answered within " + patience.toSeconds()
                    + " s: a hook that hangs holds up every call, and so does a QEMU that does not answer.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HypervisorException refused) {
                return Answer.failed(refused.getMessage());
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.failed("libvirt was not waited for: this command was interrupted.");
        }
    }
}
