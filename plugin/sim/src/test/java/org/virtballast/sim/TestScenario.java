/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

/** Scenarios for tests, written in single quotes. */
final class TestScenario {
    private TestScenario() {}

    /** A scenario of some domains, 60 s long, with whatever else is said at its beginning. */
    static Scenario of(String head, String... domains) {
        return of(60, head, domains);
    }

    /** A scenario of some domains that lasts so many seconds. */
    static Scenario of(int seconds, String head, String... domains) {
        return ScenarioReader.parse(
                "test.json",
                ("{ 'name': 'test', 'duration': '" + seconds + "s', " + head + ", 'domains': ["
                                + String.join(", ", domains) + "] }")
                        .replace('\'', '"'));
    }

    /** A domain with whatever is said of it, and phases. */
    static String domain(String name, String body, String... phases) {
        return "{ 'name': '" + name + "', " + body + ", 'phases': [" + String.join(", ", phases) + "] }";
    }

    static String phase(String from, String resident, double rate) {
        return "{ 'from': '" + from + "', 'resident': '" + resident + "', 'rate': " + rate + ", 'promotion': '0s' }";
    }

    /** The only guest of a host with a domain as said. */
    static SimulatedHost host(String body, String... phases) {
        return new SimulatedHost(of("'budget': '8GiB'", domain("web", body, phases)));
    }

    static void pass(SimulatedHost host, int seconds) {
        for (int second = 0; second < seconds; second++) {
            host.pass();
        }
    }
}
