/* SPDX-License-Identifier: Apache-2.0 */
/** What the core needs from the outside, as interfaces, and the plain data that crosses them. Sizes are bytes. */
package org.virtballast.core.port;
