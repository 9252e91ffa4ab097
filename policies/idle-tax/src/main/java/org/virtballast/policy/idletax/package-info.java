/* SPDX-License-Identifier: Apache-2.0 */
/** The idle-tax policy: memory that is not used costs more than memory that is. */
package org.virtballast.policy.idletax;
