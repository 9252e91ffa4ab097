/* SPDX-License-Identifier: Apache-2.0 */
/** The headroom policy: what a guest uses, and a buffer. */
package org.virtballast.policy.headroom;
