/* SPDX-License-Identifier: Apache-2.0 */
/** Drives real guests: the demonstration, the measurements, and what the tests on real guests share. */
package org.virtballast.testbed;
