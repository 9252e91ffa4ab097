/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.report;

import java.time.Instant;

/**
 * The last start of a domain that libvirt's own events told of. A hook that is called has told of it too.
 *
 * @param time when it was heard
 * @param domain the domain's name
 */
public record StartReport(Instant time, String domain) {}
