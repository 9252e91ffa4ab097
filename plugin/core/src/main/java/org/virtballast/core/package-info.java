/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The engine: observe, propose, guard, apply, record. Pure Java; everything outside is reached through the ports, and
 * everything that protects a guest is here.
 */
package org.virtballast.core;
