/* SPDX-License-Identifier: Apache-2.0 */
/** The proportional policy: what there is, shared by weight between minimum and maximum. */
package org.virtballast.policy.proportional;
