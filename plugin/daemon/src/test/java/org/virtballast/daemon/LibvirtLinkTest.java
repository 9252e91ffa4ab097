/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.virtballast.core.port.DomainListener;
import org.virtballast.core.port.Hypervisor;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

final class LibvirtLinkTest {
    private static final UUID ID = UUID.fromString("0b9a3b46-6c3f-4a4e-8f0e-2a3f6f0b1c11");

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final Deque<FakeHypervisor> toConnect = new ArrayDeque<>();
    private final List<Consumer<String>> losses = new ArrayList<>();
    private final CountDownLatch twoConnections = new CountDownLatch(2);
    private final LibvirtLink link = new LibvirtLink("fake:///", this::connect, executor);

    @AfterEach
    void stop() {
        link.close();
        executor.shutdownNow();
    }

    @Test
    void call_withoutAConnectionSaysSo() {
        HypervisorException said = assertThrows(HypervisorException.class, () -> link.describe(ID));

        assertEquals(Kind.DISCONNECTED, said.kind());
        assertEquals("no connection to fake:///; nothing is resized until there is one", said.getMessage());
    }

    @Test
    void call_reachesTheConnection() throws Exception {
        FakeHypervisor hypervisor = new FakeHypervisor();
        hypervisor.start(FakeHypervisor.domain(ID, "web1"));
        toConnect.add(hypervisor);

        open();

        assertTrue(link.connected());
        assertEquals("web1", link.describe(ID).orElseThrow().name());
    }

    @Test
    void lostConnection_isClosedAndMadeAnew() throws Exception {
        FakeHypervisor first = new FakeHypervisor();
        FakeHypervisor second = new FakeHypervisor();
        second.start(FakeHypervisor.domain(ID, "web1"));
        toConnect.add(first);
        toConnect.add(second);
        open();

        losses.get(0).accept("libvirtd ended");

        assertTrue(twoConnections.await(30, TimeUnit.SECONDS));
        settle();
        assertTrue(first.closed());
        assertEquals("web1", link.describe(ID).orElseThrow().name());
    }

    @Test
    void connectionThatCannotBeClosed_isMadeAnewAllTheSame() throws Exception {
        FakeHypervisor first = new FakeHypervisor();
        FakeHypervisor second = new FakeHypervisor();
        second.start(FakeHypervisor.domain(ID, "web1"));
        toConnect.add(first);
        toConnect.add(second);
        open();
        first.failToClose();

        losses.get(0).accept("libvirtd ended");

        assertTrue(twoConnections.await(30, TimeUnit.SECONDS));
        settle();
        assertEquals("web1", link.describe(ID).orElseThrow().name());
    }

    @Test
    void loss_ofAnOlderConnectionDoesNotEndTheNewer() throws Exception {
        FakeHypervisor second = new FakeHypervisor();
        toConnect.add(new FakeHypervisor());
        toConnect.add(second);
        open();
        losses.get(0).accept("libvirtd ended");
        assertTrue(twoConnections.await(30, TimeUnit.SECONDS));

        losses.get(0).accept("libvirtd ended, said once more");
        settle();

        assertTrue(link.connected());
        assertFalse(second.closed());
    }

    @Test
    void failedConnection_isTriedAgain() throws Exception {
        open();
        assertFalse(link.connected());
        executor.submit(() -> toConnect.add(new FakeHypervisor())).get();

        assertTrue(twoConnections.await(30, TimeUnit.SECONDS));
        settle();
        assertTrue(link.connected());
    }

    @Test
    void connectionWhoseDomainsCannotBeListed_isClosed() throws Exception {
        FakeHypervisor hypervisor = new FakeHypervisor();
        hypervisor.fail(new HypervisorException(Kind.REFUSED, "libvirt said no."));
        toConnect.add(hypervisor);

        open();

        assertFalse(link.connected());
        assertTrue(hypervisor.closed());
    }

    @Test
    void close_closesTheConnection() throws Exception {
        FakeHypervisor hypervisor = new FakeHypervisor();
        toConnect.add(hypervisor);
        open();

        link.close();

        assertTrue(hypervisor.closed());
        assertFalse(link.connected());
    }

    private void open() throws Exception {
        link.open(Deaf.INSTANCE, link::running).get(30, TimeUnit.SECONDS);
    }

    /** Returns when all that was queued before is done. */
    private void settle() throws Exception {
        executor.submit(() -> {}).get(30, TimeUnit.SECONDS);
    }

    private Hypervisor connect(DomainListener listener, Consumer<String> onLost) {
        twoConnections.countDown();
        if (toConnect.isEmpty()) {
            throw new HypervisorException(Kind.DISCONNECTED, "Nobody answers at fake:///.");
        }
        losses.add(onLost);
        return toConnect.pop();
    }

    private enum Deaf implements DomainListener {
        INSTANCE;

        @Override
        public void started(UUID id) {}

        @Override
        public void stopped(UUID id) {}

        @Override
        public void rebooted(UUID id) {}

        @Override
        public void changed(UUID id) {}
    }
}
