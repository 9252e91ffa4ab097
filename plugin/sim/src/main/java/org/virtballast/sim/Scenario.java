/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.virtballast.core.Limits;

/**
 * A host, its domains and what happens to them.
 *
 * @param name what it is called
 * @param about what it tests, as a sentence; may be empty
 * @param seed what its noise is drawn from
 * @param interval seconds from cycle to cycle; at least 1
 * @param cycles how many cycles it lasts; at least 1
 * @param budget what the domains may hold together, in bytes; absent: what the host has beyond its reserve and its own use
 * @param scale accesses an event stands for; above 0
 * @param host the host's near tier; absent: the host's own memory cannot be read
 * @param limits the engine's limits
 * @param operatorHold how long the engine leaves a domain alone after its operator resized it
 * @param domains the domains; at least one
 */
public record Scenario(
        String name,
        String about,
        long seed,
        long interval,
        int cycles,
        OptionalLong budget,
        double scale,
        Optional<HostPlan> host,
        Limits limits,
        Duration operatorHold,
        List<DomainPlan> domains) {
    public Scenario {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(about, "about");
        Objects.requireNonNull(budget, "budget");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(operatorHold, "operatorHold");
        domains = List.copyOf(domains);
        if (interval < 1 || cycles < 1 || !(scale > 0) || domains.isEmpty()) {
            throw new IllegalArgumentException("no scenario: " + interval + " s, " + cycles + " cycles, " + domains);
        }
        if (budget.isEmpty() && host.isEmpty()) {
            throw new IllegalArgumentException("an automatic budget needs a host");
        }
    }

    /**
     * The same with each domain, the budget and the host so many times. The first of each is named as the original, the
     * others {@code NAME#2} and so on.
     *
     * @throws ArithmeticException where the budget grows beyond 8 EiB
     */
    public Scenario replicated(int count) {
        if (count == 1) {
            return this;
        }
        List<DomainPlan> all = IntStream.rangeClosed(1, count)
                .boxed()
                .flatMap(copy -> copy == 1
                        ? domains.stream()
                        : domains.stream().map(domain -> domain.named(domain.name() + "#" + copy)))
                .toList();
        return new Scenario(
                name,
                about,
                seed,
                interval,
                cycles,
                budget.stream()
                        .map(bytes -> Math.multiplyExact(bytes, (long) count))
                        .findFirst(),
                scale,
                host.map(plan -> plan.times(count)),
                limits,
                operatorHold,
                all);
    }
}
