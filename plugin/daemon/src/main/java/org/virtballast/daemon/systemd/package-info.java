/* SPDX-License-Identifier: Apache-2.0 */
/** Tells systemd how the daemon is. Without systemd everything here does nothing. */
package org.virtballast.daemon.systemd;
