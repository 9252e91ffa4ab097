/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.virtballast.core.port.DomainDescription;

/**
 * The domains that run on this host, as the hook and the hypervisor's events tell. It is the only place that knows which
 * domains there are. Safe for use by several threads.
 */
public final class DomainRegistry {
    private final Map<UUID, DomainDescription> domains = new ConcurrentHashMap<>();
    private final Set<UUID> stopped = ConcurrentHashMap.newKeySet();
    private final Set<UUID> rebooted = ConcurrentHashMap.newKeySet();

    /**
     * Registers a domain, or replaces what was known of it. Where its settings are mistaken, those it had before stay in
     * force.
     *
     * @return whether the domain was not registered before
     */
    public boolean register(DomainDescription described) {
        DomainDescription before = domains.putIfAbsent(described.id(), described);
        if (before != null) {
            // In one step: no cycle may see the domain without its settings.
            DomainDescription now = domains.merge(
                    described.id(),
                    described,
                    (known, latest) -> latest.settingsMistake().isPresent() ? latest.asWantedBefore(known) : latest);
            if (before.run() != now.run() || !before.layout().countsAs(now.layout())) {
                // It was stopped and started again, and nobody told of the stop; or its sizes are those of another
                // lever, or of other cells.
                stopped.add(described.id());
            }
        }
        return before == null;
    }

    /** Forgets a domain; returns what was known of it. */
    public Optional<DomainDescription> forget(UUID id) {
        Optional<DomainDescription> known = Optional.ofNullable(domains.remove(id));
        known.ifPresent(domain -> stopped.add(id));
        return known;
    }

    /**
     * The domains that were forgotten since this was last asked. One that is registered all the same was started again,
     * and what was remembered of it belongs to the run before.
     */
    Set<UUID> stoppedSinceLastAsked() {
        return drain(stopped);
    }

    /** Notes that a domain's guest was reset. */
    public void rebooted(UUID id) {
        if (domains.containsKey(id)) {
            rebooted.add(id);
        }
    }

    /** The domains whose guests were reset since this was last asked. */
    Set<UUID> rebootedSinceLastAsked() {
        return drain(rebooted);
    }

    private static Set<UUID> drain(Set<UUID> heard) {
        Set<UUID> since = Set.copyOf(heard);
        heard.removeAll(since);
        return since;
    }

    /** Forgets a domain that was found gone, unless it was registered anew since it was listed: then it runs again. */
    void forgetGone(DomainDescription listed) {
        domains.computeIfPresent(listed.id(), (id, known) -> {
            if (!isSame(known, listed)) {
                return known;
            }
            stopped.add(id);
            return null;
        });
    }

    /** Makes these the only domains: what was found running when a connection was made. */
    public void replaceAll(Collection<DomainDescription> running) {
        Set<UUID> found = running.stream().map(DomainDescription::id).collect(Collectors.toSet());
        // One that is started again before anybody looks must not be taken for the run before.
        Set.copyOf(domains.keySet()).stream().filter(id -> !found.contains(id)).forEach(this::forget);
        running.forEach(this::register);
    }

    /** Notes the stats period a domain was given. */
    void statsPeriodSet(UUID id, Duration period) {
        domains.computeIfPresent(id, (key, domain) -> domain.withStatsPeriod(period));
    }

    /** Identity, not equality: a domain that started again has the same description. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(DomainDescription known, DomainDescription listed) {
        return known == listed;
    }

    /** What is known of a domain; empty where it is not registered. */
    public Optional<DomainDescription> domain(UUID id) {
        return Optional.ofNullable(domains.get(id));
    }

    /** The registered domains, by name. */
    public List<DomainDescription> domains() {
        return domains.values().stream()
                .sorted(Comparator.comparing(DomainDescription::name).thenComparing(DomainDescription::id))
                .toList();
    }
}
