/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Pointer;

/** An open connection to libvirt. */
interface Connection {
    /** libvirt's own handle; not to be used after {@link #close}. */
    Pointer pointer();

    /** Whether the connection is open still. Does not ask the daemon. */
    boolean alive();

    /** Closes it. Whoever lost it is not told. */
    void close();
}
