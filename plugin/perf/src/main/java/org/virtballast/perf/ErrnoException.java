/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.perf;

/** The kernel refused a call. */
final class ErrnoException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param doing what was refused, such as {@code opening event 'cycles'}
     * @param errno the kernel's reason
     */
    ErrnoException(String doing, int errno) {
        super(doing);
        this.errno = errno;
    }

    int errno() {
        return errno;
    }

    boolean is(Errno reason) {
        return errno == reason.number();
    }

    /**
     * Why, and what to do.
     *
     * @param domain whose events they are
     * @param descriptors how many files must be open to count all domains
     */
    String sentence(String domain, int descriptors) {
        String reason = Errno.of(errno)
                .map(known -> known.meaning(descriptors) + " (" + known + ", errno " + errno + ")")
                .orElse("the kernel says errno " + errno + ", which is not expected here; see perf_event_open(2)");
        return "domain '" + domain + "' is not counted: " + getMessage() + " failed: " + reason;
    }
}
