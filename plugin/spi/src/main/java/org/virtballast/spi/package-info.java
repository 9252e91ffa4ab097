/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a policy sees and what it answers. This package depends on {@code java.*} alone and is the only one a policy may
 * be compiled against.
 *
 * <p>All sizes are bytes, all ratios lie between 0 and 1, and every type is immutable.
 */
package org.virtballast.spi;
