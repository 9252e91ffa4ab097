/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What operators are shown: plain records that the daemon writes as JSON on its control socket and the command reads back.
 * Their component names are the JSON's member names, so a change here is a change of the schema. Sizes are bytes.
 */
package org.virtballast.core.report;
