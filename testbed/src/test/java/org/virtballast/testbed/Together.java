/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does many things at once, each in a thread of its own. */
final class Together {
    private Together() {}

    /** What came of each, in their order, when all are done; fails with the first that failed. */
    static <T> List<T> call(List<Callable<T>> actions) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(actions.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(actions)) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
