/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.core;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps account of the memory that domains hold and were promised. A domain stands in it with the larger of its confirmed
 * size and the size it was asked to have: a take frees nothing before it is seen to arrive, and a grant is spent the moment
 * it is promised.
 */
final class BudgetLedger {
    private final Map<UUID, Account> accounts = new HashMap<>();

    /**
     * What a domain holds and was promised.
     *
     * @param requested the size that the hypervisor says it was asked to have, by whomever; {@code current} where it does not
     *     tell
     * @param target the size it was asked to have by us; means nothing unless {@code outstanding}
     * @param outstanding whether that size is still to be seen. That target and size are equal does not tell: a domain may
     *     pass through its target on its way
     * @param kept what the host was seen not to get back when the domain gave memory: it is held for it, whatever its size
     * @param withheld the size that the domain had before a take of which it is yet to be seen what the host gains; 0 where
     *     there is none
     */
    private record Account(long current, long requested, long target, boolean outstanding, long kept, long withheld) {
        static Account of(long current, long requested) {
            return new Account(current, requested, current, false, 0, 0);
        }

        Account settled() {
            return new Account(current, requested, current, false, kept, 0);
        }

        Account seen(long size, long asked) {
            return new Account(size, asked, outstanding ? target : size, outstanding, kept, withheld);
        }

        Account promised(long size) {
            return new Account(current, requested, size, true, kept, withheld);
        }

        Account keeping(long bytes) {
            return new Account(current, requested, target, outstanding, bytes, withheld);
        }

        Account withholding(long bytes) {
            return new Account(current, requested, target, outstanding, kept, bytes);
        }

        long committed() {
            return Math.max(Math.max(kept, withheld), Math.max(requested, Math.max(current, target)));
        }
    }

    /**
     * Notes the size a domain was seen to have; what it was asked for stays outstanding.
     *
     * @param requested the size that it was last asked to have, by whomever, where the hypervisor tells: it may come to have it
     */
    void confirm(UUID id, long current, OptionalLong requested) {
        long asked = requested.orElse(current);
        accounts.merge(id, Account.of(current, asked), (before, seen) -> before.seen(current, asked));
    }

    /** Takes a domain whose size was never seen to hold the most that it may. */
    void assume(UUID id, long maximum) {
        accounts.putIfAbsent(id, Account.of(maximum, maximum));
    }

    /** Notes the size a domain is asked to have, before it is asked. */
    void promise(UUID id, long target) {
        accounts.computeIfPresent(id, (key, account) -> account.promised(target));
    }

    /**
     * Notes that a domain is asked to stay where it stopped. Until it is seen there the larger of both promises stands: it
     * may still be on its way to the first.
     */
    void withdraw(UUID id, long stoppedAt) {
        accounts.computeIfPresent(id, (key, account) -> account.promised(Math.max(account.target(), stoppedAt)));
    }

    /** Nothing is outstanding for a domain any more: its move arrived or was withdrawn. */
    void settle(UUID id) {
        accounts.computeIfPresent(id, (key, account) -> account.settled());
    }

    /** Notes that the host still holds so much for a domain although the domain gave it up. */
    void keep(UUID id, long bytes) {
        accounts.computeIfPresent(id, (key, account) -> account.keeping(bytes));
    }

    /** Notes that what a domain is about to give counts for nothing until it is seen what the host gains: its size stands. */
    void withhold(UUID id) {
        accounts.computeIfPresent(id, (key, account) -> account.withholding(account.current()));
    }

    /** It was seen what the host gained, or nobody can tell any more. */
    void release(UUID id) {
        accounts.computeIfPresent(id, (key, account) -> account.withholding(0));
    }

    /** What is accounted to a domain beyond the size it has, in bytes: giving it that much costs nothing more. */
    long beyondSize(UUID id) {
        Account account = accounts.get(id);
        return account == null ? 0 : account.committed() - account.current();
    }

    /** Closes the account of a domain that was stopped. */
    void close(UUID id) {
        accounts.remove(id);
    }

    /** Closes the accounts of all other domains: they do not run any more. */
    void retain(Set<UUID> running) {
        accounts.keySet().retainAll(running);
    }

    /** Memory that the domains hold or were promised, in bytes. */
    long committed() {
        return accounts.values().stream().mapToLong(Account::committed).sum();
    }

    /** What of a budget is neither held nor promised, in bytes; negative while the domains hold more than it. */
    long free(long budget) {
        return budget - committed();
    }
}
