/* SPDX-License-Identifier: Apache-2.0 */
/** The daemon: wires the engine to libvirt, the perf events, the hook, the clock and the control socket. */
package org.virtballast.daemon;
