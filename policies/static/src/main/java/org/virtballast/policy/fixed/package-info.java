/* SPDX-License-Identifier: Apache-2.0 */
/** The static policy: every domain keeps what it has. */
package org.virtballast.policy.fixed;
