/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

/**
 * The four words of {@code perf_event_attr} that say which event of a PMU is meant.
 *
 * @param config the code of the event for most PMUs
 * @param config1 an extension; of a uprobe the address of its file's name
 * @param config2 an extension; of a uprobe its offset in the file, in bytes
 * @param config3 an extension, since Linux 6.3
 */
record ConfigWords(long config, long config1, long config2, long config3) {
    static final ConfigWords NONE = new ConfigWords(0, 0, 0, 0);

    static ConfigWords of(long config) {
        return new ConfigWords(config, 0, 0, 0);
    }

    /**
     * The same with other bits under a mask.
     *
     * @param word 0 to 3
     * @param mask the bits to replace
     * @param bits what to replace them with; none outside the mask
     */
    ConfigWords with(int word, long mask, long bits) {
        return switch (word) {
            case 0 -> new ConfigWords((config & ~mask) | bits, config1, config2, config3);
            case 1 -> new ConfigWords(config, (config1 & ~mask) | bits, config2, config3);
            case 2 -> new ConfigWords(config, config1, (config2 & ~mask) | bits, config3);
            case 3 -> new ConfigWords(config, config1, config2, (config3 & ~mask) | bits);
            default -> throw new IllegalArgumentException("there is no word config" + word);
        };
    }
}
