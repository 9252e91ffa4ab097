/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.time.Instant;

/**
 * A resize.
 *
 * @param cycle the number of the cycle that decided it
 * @param time when it was asked for
 * @param from the size before, in bytes
 * @param to the size asked for, in bytes
 * @param reason why
 * @param outcome {@code applied}, {@code failed} (libvirt said no) or {@code observed} (not applied: the mode is observe)
 */
public record MoveReport(long cycle, Instant time, long from, long to, String reason, String outcome) {}
