/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * The functions of libvirt's C library that libvirt-java lacks, or hides the pointers of. Names, arguments and results are
 * libvirt's; a failed call leaves its reason for {@link #virGetLastError} of the same thread. What is called "local" does
 * not go to the daemon.
 */
interface NativeLibvirt extends Library {
    int VIR_CONNECT_LIST_DOMAINS_ACTIVE = 1;

    int VIR_DOMAIN_AFFECT_LIVE = 1;

    int VIR_DOMAIN_STATS_STATE = 1;
    int VIR_DOMAIN_STATS_BALLOON = 1 << 2;
    /** A domain that is busy is told of in part, instead of being waited for. */
    int VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT = 1 << 29;

    int VIR_DOMAIN_EVENT_ID_LIFECYCLE = 0;
    int VIR_DOMAIN_EVENT_ID_REBOOT = 1;
    int VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED = 15;
    int VIR_DOMAIN_EVENT_ID_DEVICE_ADDED = 19;
    int VIR_DOMAIN_EVENT_ID_METADATA_CHANGE = 23;
    int VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE = 26;

    /** The bytes of a UUID as libvirt takes and fills them in. */
    int VIR_UUID_BUFLEN = 16;

    /** Local. Code at 0, domain at 4, message at 8; null where the thread has seen no error. */
    Pointer virGetLastError();

    /** Local. */
    void virResetLastError();

    /** Local and for the whole process; {@code null} as handler lets libvirt print on stderr. */
    void virSetErrorFunc(Pointer userData, ErrorCallback handler);

    /** Fills in the address of an array of domains, to be freed with the C library's free, each domain before it. */
    int virConnectListAllDomains(Pointer connection, Pointer domains, int flags);

    Pointer virDomainLookupByUUID(Pointer connection, byte[] uuid);

    /** Local. Drops the caller's reference. */
    int virDomainFree(Pointer domain);

    /** Local. */
    int virDomainGetUUID(Pointer domain, byte[] uuid);

    /** In KiB; 0 where libvirt says no. */
    NativeLong virDomainGetMaxMemory(Pointer domain);

    /** Local. The text belongs to the domain. */
    Pointer virDomainGetName(Pointer domain);

    /** Local: what it was when the domain was looked up; −1 for one that did not run. */
    int virDomainGetID(Pointer domain);

    int virDomainIsActive(Pointer domain);

    /** The text is to be freed with the C library's free. */
    Pointer virDomainGetXMLDesc(Pointer domain, int flags);

    /** Takes a null-terminated array of domains, fills in the address of a null-terminated array of records. */
    int virDomainListGetStats(Pointer domains, int statistics, Pointer records, int flags);

    /** Local. */
    void virDomainStatsRecordListFree(Pointer records);

    /** Fills in a job's type, the address of an array of parameters, which may be null, and their number. */
    int virDomainGetJobStats(Pointer domain, Pointer type, Pointer parameters, Pointer count, int flags);

    /** Local. Frees the array too. */
    void virTypedParamsFree(Pointer parameters, int count);

    int virDomainSetMemoryStatsPeriod(Pointer domain, int seconds, int flags);

    int virDomainSetMemoryFlags(Pointer domain, NativeLong kib, int flags);

    /** Takes the XML of a device, in UTF-8 and with a null byte at its end. */
    int virDomainUpdateDeviceFlags(Pointer domain, byte[] xml, int flags);

    /** The callback is one of those below, as the event wants it. Returns its number, to be deregistered by. */
    int virConnectDomainEventRegisterAny(
            Pointer connection, Pointer domain, int event, Callback callback, Pointer opaque, Pointer free);

    int virConnectDomainEventDeregisterAny(Pointer connection, int number);

    /** Hears of every error of every thread. */
    interface ErrorCallback extends Callback {
        void invoke(Pointer userData, Pointer error);
    }

    /** For {@link #VIR_DOMAIN_EVENT_ID_LIFECYCLE}. The domain is the library's, for the time of the call. */
    interface LifecycleCallback extends Callback {
        int invoke(Pointer connection, Pointer domain, int event, int detail, Pointer opaque);
    }

    /** For {@link #VIR_DOMAIN_EVENT_ID_REBOOT}. The domain is the library's, for the time of the call. */
    interface DomainCallback extends Callback {
        void invoke(Pointer connection, Pointer domain, Pointer opaque);
    }

    /** For {@link #VIR_DOMAIN_EVENT_ID_METADATA_CHANGE}. The pointers are the library's, for the time of the call. */
    interface MetadataCallback extends Callback {
        void invoke(Pointer connection, Pointer domain, int type, Pointer uri, Pointer opaque);
    }

    /**
     * For {@link #VIR_DOMAIN_EVENT_ID_DEVICE_ADDED} and {@link #VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED}. The pointers are the
     * library's, for the time of the call.
     */
    interface DeviceCallback extends Callback {
        void invoke(Pointer connection, Pointer domain, Pointer alias, Pointer opaque);
    }

    /**
     * For {@link #VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE}. The pointers are the library's, for the time of the call;
     * the size is an unsigned number of KiB.
     */
    interface MemoryDeviceSizeCallback extends Callback {
        void invoke(Pointer connection, Pointer domain, Pointer alias, long size, Pointer opaque);
    }
}
