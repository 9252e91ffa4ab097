/* SPDX-License-Identifier: Apache-2.0 */
/** The hypervisor as libvirt knows it. Sizes are bytes everywhere but in the native calls, which take KiB. */
package org.virtballast.libvirt;
