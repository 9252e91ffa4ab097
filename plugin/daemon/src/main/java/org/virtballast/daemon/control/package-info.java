/* SPDX-License-Identifier: Apache-2.0 */
/** The control socket: what the daemon knows, as JSON over HTTP, for the command and for whoever else may open it. */
package org.virtballast.daemon.control;
