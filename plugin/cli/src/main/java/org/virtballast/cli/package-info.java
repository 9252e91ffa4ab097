/* SPDX-License-Identifier: Apache-2.0 */
/** The command: asks the daemon on its control socket and shows the answer to people, or as it came to programs. */
package org.virtballast.cli;
