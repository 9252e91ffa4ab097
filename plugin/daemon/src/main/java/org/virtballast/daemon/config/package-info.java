/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The configuration file, read once into plain immutable records. Every mistake in it is one sentence that names the
 * file, the line, the key and what is allowed.
 */
package org.virtballast.daemon.config;
