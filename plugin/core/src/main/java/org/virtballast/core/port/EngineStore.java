/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core.port;

/** Keeps what the engine must know again after a crash. It outlives the daemon, not the host. */
public interface EngineStore {
    /** What was kept last; {@link SavedState#NOTHING} where nothing was, or nothing that can be read. */
    SavedState load();

    /** Keeps a state in the place of the one before; whole or not at all. Never throws: a full disk must not stop a cycle. */
    void save(SavedState state);

    /** Keeps nothing. */
    EngineStore NONE = new EngineStore() {
        @Override
        public SavedState load() {
            return SavedState.NOTHING;
        }

        @Override
        public void save(SavedState state) {}
    };
}
