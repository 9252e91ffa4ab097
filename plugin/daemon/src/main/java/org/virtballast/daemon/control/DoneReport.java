/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

/**
 * The answer to a request to do something.
 *
 * @param done what was done, as a sentence
 */
record DoneReport(String done) {}
