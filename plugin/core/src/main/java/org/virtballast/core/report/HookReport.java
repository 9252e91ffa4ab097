/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.time.Instant;

/**
 * The last operation of a domain that libvirt's hook told of.
 *
 * @param time when it was heard
 * @param operation such as {@code started}
 * @param domain the domain's name
 */
public record HookReport(Instant time, String operation, String domain) {}
