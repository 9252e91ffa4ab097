/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

/**
 * A thread of QEMU that runs virtual CPUs.
 *
 * @param id its number, which the kernel gives to another one some time after it ended
 * @param startTicks when it started, in clock ticks since boot: with the number it is the thread's identity
 * @param kvm whether KVM runs the guest on it, in a mode of the CPU that events can be limited to; else QEMU emulates it
 */
record VcpuThread(int id, long startTicks, boolean kvm) {}
