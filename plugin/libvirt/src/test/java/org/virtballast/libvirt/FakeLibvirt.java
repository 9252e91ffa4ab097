/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Callback;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A libvirt of a few domains that keeps count of every pointer it gives out: what is freed twice, or used when freed or
 * after the connection was closed, fails the test. Each call can be made to fail once. As in libvirt, each call forgets the
 * error of the one before.
 */
final class FakeLibvirt implements NativeLibvirt, Connection {
    /** What virDomainGetMaxMemory says of every domain. */
    static final long MAX_MEMORY_KIB = 1 << 20;

    static final int NO_DOMAIN = Failures.VIR_ERR_NO_DOMAIN;

    final Map<UUID, FakeDomain> domains = new LinkedHashMap<>();
    final List<String> calls = new ArrayList<>();
    final Map<Integer, Callback> subscribed = new HashMap<>();
    boolean alive = true;
    boolean skipsMissing = true;
    volatile Runnable duringStats = () -> {};
    volatile Runnable duringLookup = () -> {};

    /** Done in the midst of each call that goes to the daemon, with its name. */
    volatile Consumer<String> duringCalls = call -> {};

    private final Map<Long, Memory> domainPointers = new HashMap<>();
    private final Map<Long, Memory> recordLists = new HashMap<>();
    private final Map<String, Deque<Integer>> faults = new HashMap<>();
    private final Memory connection = new Memory(8);
    private final List<Memory> reachable = new ArrayList<>();
    private int nextNumber;
    private boolean closed;
    /** As in libvirt, each thread has its own. */
    private final Map<Thread, Memory> errors = new HashMap<>();

    private int parametersOut;

    /** A domain; of its statistics only the state and the current size in KiB are told. */
    static final class FakeDomain {
        final UUID id;
        String name = "web1";
        String xml = Xml.plain();
        int state = 1;
        long kib = 1024;
        long maximumKib = 4096;
        /** What its process holds; not told where absent. */
        OptionalLong rssKib = OptionalLong.empty();

        int period;
        int jobType;
        int jobOperation;
        final List<String> updates = new ArrayList<>();
        /** Done with each update of a device. */
        Consumer<String> onUpdate = xml -> {};

        FakeDomain(UUID id) {
            this.id = id;
        }

        boolean active() {
            return state != 5;
        }
    }

    FakeDomain add(UUID id) {
        FakeDomain domain = new FakeDomain(id);
        domains.put(id, domain);
        return domain;
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** The next call of that name fails with that code. */
    void failOnce(String call, int code) {
        faults.computeIfAbsent(call, key -> new ArrayDeque<>()).add(code);
    }

    synchronized int pointersOut() {
        return domainPointers.size();
    }

    synchronized int recordListsOut() {
        return recordLists.size();
    }

    synchronized int parametersOut() {
        return parametersOut;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public Pointer pointer() {
        return connection;
    }

    @Override
    public boolean alive() {
        return alive;
    }

    @Override
    public void close() {
        duringCalls.accept("close");
        end();
    }

    private synchronized void end() {
        require(!closed, "closed twice");
        require(domainPointers.isEmpty(), "closed with domains in use");
        require(subscribed.isEmpty(), "closed with events subscribed");
        closed = true;
    }

    @Override
    public synchronized Pointer virGetLastError() {
        return errors.get(Thread.currentThread());
    }

    @Override
    public synchronized void virResetLastError() {
        errors.remove(Thread.currentThread());
    }

    @Override
    public void virSetErrorFunc(Pointer userData, ErrorCallback handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int virConnectListAllDomains(Pointer from, Pointer place, int flags) {
        duringCalls.accept("virConnectListAllDomains");
        return list(from, place);
    }

    private synchronized int list(Pointer from, Pointer place) {
        if (fails("virConnectListAllDomains", from)) {
            return -1;
        }
        List<FakeDomain> active =
                domains.values().stream().filter(FakeDomain::active).toList();
        // The caller frees it with the C library's free.
        Pointer array = new Pointer(Native.malloc((active.size() + 1L) * Native.POINTER_SIZE));
        for (int i = 0; i < active.size(); i++) {
            array.setPointer((long) i * Native.POINTER_SIZE, give(active.get(i).id));
        }
        place.setPointer(0, array);
        return active.size();
    }

    @Override
    public Pointer virDomainLookupByUUID(Pointer from, byte[] uuid) {
        duringCalls.accept("virDomainLookupByUUID");
        duringLookup.run();
        return lookUp(from, uuid);
    }

    private synchronized Pointer lookUp(Pointer from, byte[] uuid) {
        if (fails("virDomainLookupByUUID", from)) {
            return null;
        }
        UUID id = Uuids.of(uuid);
        if (!domains.containsKey(id)) {
            fail(NO_DOMAIN);
            return null;
        }
        return give(id);
    }

    @Override
    public synchronized int virDomainFree(Pointer domain) {
        errors.remove(Thread.currentThread());
        require(domainPointers.remove(Pointer.nativeValue(domain)) != null, "freed twice");
        return 0;
    }

    @Override
    public synchronized int virDomainGetUUID(Pointer domain, byte[] uuid) {
        errors.remove(Thread.currentThread());
        domain.read(0, uuid, 0, uuid.length);
        return 0;
    }

    @Override
    public synchronized NativeLong virDomainGetMaxMemory(Pointer domain) {
        return new NativeLong(fails("virDomainGetMaxMemory", domain) ? 0 : MAX_MEMORY_KIB);
    }

    @Override
    public synchronized Pointer virDomainGetName(Pointer domain) {
        errors.remove(Thread.currentThread());
        FakeDomain known = domains.get(id(domain));
        byte[] name = ((known == null ? "gone" : known.name) + "\0").getBytes(StandardCharsets.UTF_8);
        Memory text = new Memory(name.length);
        text.write(0, name, 0, name.length);
        reachable.add(text);
        return text;
    }

    @Override
    public synchronized int virDomainGetID(Pointer domain) {
        errors.remove(Thread.currentThread());
        FakeDomain known = domains.get(id(domain));
        return known != null && known.active() ? 1 : -1;
    }

    @Override
    public synchronized int virDomainIsActive(Pointer domain) {
        FakeDomain known = domains.get(id(domain));
        if (known == null) {
            fail(NO_DOMAIN);
            return -1;
        }
        return known.active() ? 1 : 0;
    }

    @Override
    public Pointer virDomainGetXMLDesc(Pointer domain, int flags) {
        duringCalls.accept("virDomainGetXMLDesc");
        return describe(domain);
    }

    private synchronized Pointer describe(Pointer domain) {
        if (fails("virDomainGetXMLDesc", domain)) {
            return null;
        }
        byte[] xml = (domains.get(id(domain)).xml + "\0").getBytes(StandardCharsets.UTF_8);
        // The caller frees it with the C library's free.
        Pointer text = new Pointer(Native.malloc(xml.length));
        text.write(0, xml, 0, xml.length);
        return text;
    }

    @Override
    public int virDomainListGetStats(Pointer asked, int statistics, Pointer place, int flags) {
        // Without the lock: a call that hangs does not keep others from being answered.
        duringStats.run();
        return answerStats(asked, place);
    }

    private synchronized int answerStats(Pointer asked, Pointer place) {
        if (fails("virDomainListGetStats", asked)) {
            return -1;
        }
        List<Memory> records = new ArrayList<>();
        for (long at = 0; asked.getPointer(at) != null; at += Native.POINTER_SIZE) {
            FakeDomain domain = domains.get(id(asked.getPointer(at)));
            if (domain != null) {
                records.add(record(domain));
            } else if (!skipsMissing) {
                fail(NO_DOMAIN);
                return -1;
            }
        }
        Memory list = new Memory((records.size() + 1L) * Native.POINTER_SIZE);
        for (int i = 0; i < records.size(); i++) {
            list.setPointer((long) i * Native.POINTER_SIZE, records.get(i));
        }
        recordLists.put(Pointer.nativeValue(list), list);
        place.setPointer(0, list);
        return records.size();
    }

    @Override
    public synchronized void virDomainStatsRecordListFree(Pointer records) {
        require(recordLists.remove(Pointer.nativeValue(records)) != null, "records freed twice");
        reachable.clear();
    }

    @Override
    public int virDomainGetJobStats(Pointer domain, Pointer type, Pointer parameters, Pointer count, int flags) {
        duringCalls.accept("virDomainGetJobStats");
        return job(domain, type, parameters, count);
    }

    private synchronized int job(Pointer domain, Pointer type, Pointer place, Pointer count) {
        if (fails("virDomainGetJobStats", domain)) {
            return -1;
        }
        FakeDomain asked = domains.get(id(domain));
        type.setInt(0, asked.jobType);
        if (asked.jobType != 0) {
            Parameters parameters = new Parameters(1).integer("operation", TypedParameters.INT, asked.jobOperation);
            reachable.add(parameters.memory());
            place.setPointer(0, parameters.memory());
            count.setInt(0, parameters.count());
            parametersOut++;
        }
        return 0;
    }

    @Override
    public synchronized void virTypedParamsFree(Pointer parameters, int count) {
        parametersOut--;
    }

    @Override
    public int virDomainSetMemoryStatsPeriod(Pointer domain, int seconds, int flags) {
        duringCalls.accept("virDomainSetMemoryStatsPeriod");
        return setPeriod(domain, seconds);
    }

    private synchronized int setPeriod(Pointer domain, int seconds) {
        if (fails("virDomainSetMemoryStatsPeriod", domain)) {
            return -1;
        }
        domains.get(id(domain)).period = seconds;
        return 0;
    }

    @Override
    public int virDomainSetMemoryFlags(Pointer domain, NativeLong kib, int flags) {
        duringCalls.accept("virDomainSetMemoryFlags");
        return setMemory(domain, kib);
    }

    private synchronized int setMemory(Pointer domain, NativeLong kib) {
        if (fails("virDomainSetMemoryFlags", domain)) {
            return -1;
        }
        domains.get(id(domain)).kib = kib.longValue();
        return 0;
    }

    @Override
    public int virDomainUpdateDeviceFlags(Pointer domain, byte[] xml, int flags) {
        duringCalls.accept("virDomainUpdateDeviceFlags");
        return update(domain, Native.toString(xml, StandardCharsets.UTF_8), flags);
    }

    private synchronized int update(Pointer domain, String xml, int flags) {
        require(flags == VIR_DOMAIN_AFFECT_LIVE, "the configuration is to stay as it is");
        if (fails("virDomainUpdateDeviceFlags", domain)) {
            return -1;
        }
        FakeDomain asked = domains.get(id(domain));
        asked.updates.add(xml);
        asked.onUpdate.accept(xml);
        return 0;
    }

    @Override
    public synchronized int virConnectDomainEventRegisterAny(
            Pointer from, Pointer domain, int event, Callback callback, Pointer opaque, Pointer free) {
        if (fails("virConnectDomainEventRegisterAny" + event, from)) {
            return -1;
        }
        subscribed.put(event, callback);
        nextNumber = event;
        return nextNumber;
    }

    @Override
    public int virConnectDomainEventDeregisterAny(Pointer from, int number) {
        duringCalls.accept("virConnectDomainEventDeregisterAny");
        return deregister(from, number);
    }

    private synchronized int deregister(Pointer from, int number) {
        require(subscribed.remove(number) != null, "deregistered twice");
        return fails("virConnectDomainEventDeregisterAny", from) ? -1 : 0;
    }

    /** A pointer to a domain of that UUID, as events bring it: not the receiver's to free. */
    Pointer passing(UUID id) {
        Memory domain = new Memory(NativeLibvirt.VIR_UUID_BUFLEN);
        domain.write(0, Uuids.bytes(id), 0, NativeLibvirt.VIR_UUID_BUFLEN);
        reachable.add(domain);
        return domain;
    }

    private Pointer give(UUID id) {
        Memory domain = (Memory) passing(id);
        domainPointers.put(Pointer.nativeValue(domain), domain);
        return domain;
    }

    private UUID id(Pointer domain) {
        Memory known = domainPointers.get(Pointer.nativeValue(domain));
        require(known != null, "a freed domain was used");
        return Uuids.of(known.getByteArray(0, NativeLibvirt.VIR_UUID_BUFLEN));
    }

    private Memory record(FakeDomain domain) {
        Parameters parameters = new Parameters(4)
                .integer("state.state", TypedParameters.INT, domain.state)
                .number("balloon.current", domain.kib)
                .number("balloon.maximum", domain.maximumKib);
        domain.rssKib.ifPresent(rss -> parameters.number("balloon.rss", rss));
        Memory record = new Memory(24);
        record.setPointer(0, passing(domain.id));
        record.setPointer(8, parameters.memory());
        record.setInt(16, parameters.count());
        reachable.add(parameters.memory());
        reachable.add(record);
        return record;
    }

    private boolean fails(String call, Pointer argument) {
        require(!closed, call + " after close");
        require(argument != null, call + " without a pointer");
        calls.add(call);
        errors.remove(Thread.currentThread());
        Deque<Integer> codes = faults.getOrDefault(call, new ArrayDeque<>());
        if (codes.isEmpty()) {
            return false;
        }
        fail(codes.remove());
        return true;
    }

    private void fail(int code) {
        errors.put(Thread.currentThread(), NativeErrors.of(code, 10, "it said no"));
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new AssertionError(otherwise);
        }
    }
}
