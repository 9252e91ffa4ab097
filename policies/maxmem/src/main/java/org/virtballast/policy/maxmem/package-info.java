/* SPDX-License-Identifier: Apache-2.0 */
/** The maxmem policy: the algorithm of MaxMem, as it was published. */
package org.virtballast.policy.maxmem;
