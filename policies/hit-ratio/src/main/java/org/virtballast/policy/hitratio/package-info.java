/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The hit-ratio policy: memory flows from domains that surely hit the near tier more often than they should to those that
 * surely do so less often, and stays where nobody is sure.
 */
package org.virtballast.policy.hitratio;
