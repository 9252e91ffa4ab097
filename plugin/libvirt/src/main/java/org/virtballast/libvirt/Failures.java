/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.libvirt;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.virtballast.core.port.HypervisorException;
import org.virtballast.core.port.HypervisorException.Kind;

/** Makes a sentence and a kind of what libvirt says of a call that failed. */
final class Failures {
    // Of virErrorNumber and virErrorDomain in libvirt's virterror.h.
    static final int VIR_ERR_INTERNAL_ERROR = 1;
    static final int VIR_ERR_NO_SUPPORT = 3;
    static final int VIR_ERR_NO_CONNECT = 5;
    static final int VIR_ERR_INVALID_CONN = 6;
    static final int VIR_ERR_SYSTEM_ERROR = 38;
    static final int VIR_ERR_NO_DOMAIN = 42;
    static final int VIR_ERR_OPERATION_INVALID = 55;
    static final int VIR_ERR_OPERATION_TIMEOUT = 68;
    static final int VIR_ERR_ACCESS_DENIED = 88;
    static final int VIR_FROM_RPC = 7;

    private static final long CODE_AT = 0;
    private static final long DOMAIN_AT = 4;
    private static final long MESSAGE_AT = 8;

    private final NativeLibvirt library;
    private final BooleanSupplier alive;

    /**
     * @param alive whether the connection is open, found out without asking the daemon
     */
    Failures(NativeLibvirt library, BooleanSupplier alive) {
        this.library = library;
        this.alive = alive;
    }

    /** What libvirt said; code 0 where it said nothing. */
    record Said(int code, int domain, String message) {
        boolean noDomain() {
            return code == VIR_ERR_NO_DOMAIN;
        }
    }

    /**
     * Takes the error of the call that just failed on this thread. To be called before anything else: each call forgets
     * the error of the one before, even one that only reads a name.
     */
    Said take() {
        Pointer error = library.virGetLastError();
        if (error == null) {
            return new Said(0, 0, "no reason was given");
        }
        Pointer message = error.getPointer(MESSAGE_AT);
        Said said = new Said(
                error.getInt(CODE_AT),
                error.getInt(DOMAIN_AT),
                message == null
                        ? "no reason was given"
                        : Quoted.line(message.getString(0, StandardCharsets.UTF_8.name())));
        library.virResetLastError();
        return said;
    }

    /**
     * The exception for a call that failed.
     *
     * @param attempt what was tried, as in "list the running domains"
     */
    HypervisorException of(Said said, String attempt) {
        Kind kind = kind(said);
        return new HypervisorException(
                kind, "cannot " + attempt + ": libvirt says: " + said.message() + advice(kind, said));
    }

    /**
     * The exception for a call about a domain that failed. libvirt has one code for "does not run" and for other states in
     * which a call makes no sense, and its words depend on its language: so the domain is asked.
     */
    HypervisorException ofDomain(Said said, String attempt, Pointer domain) {
        if (said.code() == VIR_ERR_OPERATION_INVALID && !active(domain)) {
            return new HypervisorException(Kind.DOMAIN_GONE, "cannot " + attempt + ": it does not run any more");
        }
        return of(said, attempt);
    }

    /** The exception for a call that cannot be made because the connection is closed. */
    static HypervisorException closed() {
        return new HypervisorException(
                Kind.DISCONNECTED, "cannot ask libvirt: this connection to it is closed; open a new one");
    }

    private boolean active(Pointer domain) {
        int active = library.virDomainIsActive(domain);
        if (active < 0) {
            return !take().noDomain();
        }
        return active > 0;
    }

    private Kind kind(Said said) {
        if (said.noDomain()) {
            return Kind.DOMAIN_GONE;
        }
        boolean disconnected = switch (said.code()) {
            case VIR_ERR_NO_CONNECT, VIR_ERR_INVALID_CONN -> true;
            // "client socket is closed", "Cannot write data: Broken pipe"
            case VIR_ERR_INTERNAL_ERROR, VIR_ERR_SYSTEM_ERROR -> said.domain() == VIR_FROM_RPC;
            default -> false;
        };
        return disconnected || !alive.getAsBoolean() ? Kind.DISCONNECTED : Kind.REFUSED;
    }

    private static String advice(Kind kind, Said said) {
        if (kind == Kind.DISCONNECTED) {
            return "; the connection is lost and a new one is needed";
        }
        return switch (said.code()) {
            case VIR_ERR_OPERATION_TIMEOUT -> "; something else works on the domain, see virsh domjobinfo";
            case VIR_ERR_ACCESS_DENIED -> "; allow this user to manage domains in libvirt";
            default -> "";
        };
    }
}
