/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** The scheduled job: runs one cycle. */
@DisallowConcurrentExecution
final class RebalanceJob implements Job {
    private final Runnable cycle;

    RebalanceJob(Runnable cycle) {
        this.cycle = cycle;
    }

    /** Runs the cycle, which records its own failures: nothing reaches Quartz, which would only log it. */
    @Override
    public void execute(JobExecutionContext context) {
        cycle.run();
    }
}
