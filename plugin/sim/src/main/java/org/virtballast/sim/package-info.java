/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A simulated host: scenarios read from files, guests whose sizes, hit ratios and statistics follow a model, the real
 * engine with a real policy on top of them, an oracle to compare with, and the score. Sizes are bytes, times are whole
 * seconds of simulated time since the scenario began.
 */
package org.virtballast.sim;
