/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.jna.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

final class FailuresTest {
    private static final Pointer DOMAIN = new Pointer(4096);

    private final NativeLibvirt library = mock(NativeLibvirt.class);

    @ParameterizedTest
    @CsvSource({
        // code, where it arose, alive, kind
        "42, 10, true, DOMAIN_GONE",
        "42, 10, false, DOMAIN_GONE",
        "1, 10, true, REFUSED",
        "1, 7, true, DISCONNECTED",
        "5, 0, true, DISCONNECTED",
        "6, 20, true, DISCONNECTED",
        "8, 10, true, REFUSED",
        "38, 7, true, DISCONNECTED",
        "38, 10, true, REFUSED",
        "39, 7, true, REFUSED",
        "55, 10, true, REFUSED",
        "68, 10, true, REFUSED",
        "88, 0, true, REFUSED",
        "38, 13, false, DISCONNECTED",
        "0, 0, false, DISCONNECTED",
    })
    void kind_followsFromWhatLibvirtSaid(int code, int from, boolean alive, Kind kind) {
        says(code, from, "it said no");

        assertEquals(kind, of(alive, "do it").kind());
    }

    @Test
    void message_saysWhatWasTriedAndWhatLibvirtSaid() {
        says(8, 10, "cannot set memory\nhigher than max\u202E größe\n");

        assertEquals(
                "cannot set the memory: libvirt says: cannot set memory?higher than max? größe",
                of(true, "set the memory").getMessage());
        verify(library).virResetLastError();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    38 | 7  | cannot do it: libvirt says: it said no; the connection is lost and a new one is needed
                    68 | 10 | cannot do it: libvirt says: it said no; something else works on the domain, see virsh domjobinfo
                    88 | 0  | cannot do it: libvirt says: it said no; allow this user to manage domains in libvirt
                    """)
    void message_saysWhatToDoWhereThereIsSomething(int code, int from, String message) {
        says(code, from, "it said no");

        assertEquals(message, of(true, "do it").getMessage());
    }

    @Test
    void missingError_isRefusedWithoutReason() {
        HypervisorException silent = of(true, "do it");
        says(9, 10, null);
        HypervisorException wordless = of(true, "do it");

        assertEquals("cannot do it: libvirt says: no reason was given", silent.getMessage());
        assertEquals("cannot do it: libvirt says: no reason was given", wordless.getMessage());
        assertEquals(Kind.REFUSED, silent.kind());
    }

    @Test
    void invalidOperation_onDomainThatIsOff_meansGone() {
        says(55, 10, "domain is not running");
        when(library.virDomainIsActive(DOMAIN)).thenReturn(0);

        HypervisorException failure = ofDomain("resize domain 'a'");

        assertEquals(Kind.DOMAIN_GONE, failure.kind());
        assertEquals("cannot resize domain 'a': it does not run any more", failure.getMessage());
    }

    @Test
    void invalidOperation_onRunningDomain_isRefused() {
        says(55, 10, "unable to change memory without the balloon device");
        when(library.virDomainIsActive(DOMAIN)).thenReturn(1);

        assertEquals(Kind.REFUSED, ofDomain("resize").kind());
    }

    @Test
    void invalidOperation_onDomainThatVanished_meansGone() {
        Pointer notRunning = NativeErrors.of(55, 10, "domain is not running");
        Pointer noDomain = NativeErrors.of(42, 10, "no domain with matching uuid");
        when(library.virGetLastError()).thenReturn(notRunning, noDomain);
        when(library.virDomainIsActive(DOMAIN)).thenReturn(-1);

        assertEquals(Kind.DOMAIN_GONE, ofDomain("resize").kind());
    }

    @Test
    void otherFailure_doesNotAskTheDomain() {
        says(8, 10, "it said no");

        assertEquals(Kind.REFUSED, ofDomain("resize").kind());
        verify(library, never()).virDomainIsActive(any());
    }

    private HypervisorException of(boolean alive, String attempt) {
        Failures failures = new Failures(library, () -> alive);
        return failures.of(failures.take(), attempt);
    }

    private HypervisorException ofDomain(String attempt) {
        Failures failures = new Failures(library, () -> true);
        return failures.ofDomain(failures.take(), attempt, DOMAIN);
    }

    private void says(int code, int from, String message) {
        // Made before Mockito's when, which must not be interrupted by other calls.
        Pointer error = NativeErrors.of(code, from, message);
        when(library.virGetLastError()).thenReturn(error);
    }
}
