/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.systemd;

import java.time.Duration;
import java.util.Optional;

/** Nobody listens. */
enum DisabledNotifier implements ServiceNotifier {
    INSTANCE;

    @Override
    public void ready() {}

    @Override
    public void watchdog() {}

    @Override
    public void stopping() {}

    @Override
    public void status(String line) {}

    @Override
    public Optional<Duration> watchdogInterval() {
        return Optional.empty();
    }
}
