/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import java.util.Optional;
import java.util.UUID;
import org.virtballast.core.policy.PolicyLoadException;
import org.virtballast.core.report.CyclesReport;
import org.virtballast.core.report.PoliciesReport;
import org.virtballast.daemon.control.OperatorRequests;

/** Hands what operators ask for to those who do it. */
final class OperatorDesk implements OperatorRequests {
    private static final System.Logger LOG = System.getLogger(OperatorDesk.class.getName());

    private final Pauses pauses;
    private final Engine engine;

    OperatorDesk(Pauses pauses, Engine engine) {
        this.pauses = pauses;
        this.engine = engine;
    }

    @Override
    public Answer pause(Optional<String> domain) {
        return pauses.pause(domain);
    }

    @Override
    public Answer resume(Optional<String> domain) {
        return pauses.resume(domain);
    }

    @Override
    public Answer usePolicy(String name) {
        try {
            engine.use(name);
        } catch (PolicyLoadException e) {
            LOG.log(System.Logger.Level.WARNING, "an operator asked for policy ''{0}'': {1}", name, e.getMessage());
            return new Refused(e.getMessage());
        }
        LOG.log(System.Logger.Level.INFO, "an operator asked: policy ''{0}'' decides from the next cycle on", name);
        return new Done("'" + name + "' decides from the next cycle on, until the configuration is read again; write"
                + " name = " + name + " under [policy] to keep it.");
    }

    @Override
    public CyclesReport cycles(Optional<UUID> run, long after) {
        return engine.cycles(run, after);
    }

    @Override
    public PoliciesReport policies() throws PolicyLoadException {
        return engine.policies();
    }
}
