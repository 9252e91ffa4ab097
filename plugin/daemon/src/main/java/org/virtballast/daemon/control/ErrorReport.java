/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

/**
 * The answer where there is no report.
 *
 * @param error why, as a sentence
 */
record ErrorReport(String error) {}
