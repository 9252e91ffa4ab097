/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

/** Whether memory is taken from a domain or given to it. */
enum Direction {
    TAKE,
    GIVE
}
