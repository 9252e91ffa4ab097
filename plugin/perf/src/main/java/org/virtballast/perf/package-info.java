/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Counts the accesses of guests by tier with perf events on the threads of their virtual CPUs. The only module that knows
 * {@code perf_event_open(2)}. Counts are events since an event was opened; times are nanoseconds where nothing else is
 * said.
 */
package org.virtballast.perf;
