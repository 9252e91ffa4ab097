/* SPDX-License-Identifier: Apache-2.0 */
/** Finds policies in jars and loads them apart from the engine. */
package org.virtballast.core.policy;
