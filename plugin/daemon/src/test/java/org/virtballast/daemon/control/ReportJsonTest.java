/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes that go out: a change here is a change of the schema. */
final class ReportJsonTest {
    private final ReportJson json = new ReportJson();

    @Test
    void status_hasItsMembersInOrder() {
        assertEquals("""
                {
                  "version" : "1.0",
                  "mode" : "observe",
                  "policy" : "hit-ratio",
                  "connected" : true,
                  "cycle" : 7,
                  "time" : "2026-01-02T03:04:05.678Z",
                  "cycleMillis" : 1.5,
                  "budget" : 4096,
                  "committed" : 2048,
                  "pressure" : "soft",
                  "paused" : false,
                  "hook" : {
                    "time" : "2026-01-02T03:04:05.678Z",
                    "operation" : "started",
                    "domain" : "web1"
                  },
                  "start" : {
                    "time" : "2026-01-02T03:04:05.678Z",
                    "domain" : "web1"
                  },
                  "setup" : {
                    "nearNodes" : [
                      0,
                      1
                    ],
                    "farNodes" : [
                      2
                    ],
                    "tiers" : "a node with memory and no CPUs is far",
                    "access" : "none",
                    "uncounted" : "why"
                  },
                  "domains" : [
                    {
                      "id" : "00000000-0000-0000-0000-00000000002a",
                      "name" : "web1",
                      "state" : "running",
                      "mode" : "auto",
                      "condition" : "normal",
                      "heldSeconds" : null,
                      "current" : 2048,
                      "target" : 1024,
                      "owed" : 256,
                      "min" : 512,
                      "max" : 4096,
                      "lever" : {
                        "kind" : "near",
                        "reason" : "cell 0 is near: it has the CPUs",
                        "nearCells" : [
                          0
                        ],
                        "step" : 2048,
                        "far" : 8192,
                        "lastYield" : {
                          "taken" : 1024,
                          "gained" : 512
                        }
                      },
                      "floor" : 600,
                      "usable" : null,
                      "targetHitRatio" : 0.95,
                      "hitRatio" : {
                        "estimate" : 0.9,
                        "low" : 0.85,
                        "high" : 0.95,
                        "samples" : 120.0,
                        "windowSeconds" : 5.0,
                        "source" : "perf"
                      },
                      "accessesPerSecond" : null,
                      "weight" : 100,
                      "eligible" : true,
                      "decision" : "Taken.",
                      "lastMove" : {
                        "cycle" : 7,
                        "time" : "2026-01-02T03:04:05.678Z",
                        "from" : 2048,
                        "to" : 1024,
                        "reason" : "it has more than it needs",
                        "outcome" : "applied"
                      },
                      "problems" : [ ]
                    }
                  ],
                  "problems" : [ ]
                }
                """, text(SampleReports.status(SampleReports.domain("web1"))));
    }

    @Test
    void explain_hasItsMembersInOrder() {
        assertEquals("""
                {
                  "id" : "00000000-0000-0000-0000-00000000002a",
                  "name" : "web1",
                  "lever" : {
                    "kind" : "near",
                    "reason" : "cell 0 is near: it has the CPUs",
                    "nearCells" : [
                      0
                    ],
                    "step" : 2048,
                    "far" : 8192,
                    "lastYield" : {
                      "taken" : 1024,
                      "gained" : 512
                    }
                  },
                  "problems" : [
                    "Its weight is no number."
                  ],
                  "entries" : [
                    {
                      "firstCycle" : 1,
                      "lastCycle" : 7,
                      "time" : "2026-01-02T03:04:05.678Z",
                      "kind" : "kept",
                      "sentence" : "It has what it needs."
                    }
                  ]
                }
                """, text(SampleReports.explain("web1")));
    }

    @Test
    void absentTime_isNull() {
        assertTrue(text(SampleReports.beforeFirstCycle()).contains("\"time\" : null,"));
    }

    @Test
    void nameThatCommandsTerminals_isEscaped() {
        String text = text(SampleReports.explain("a\u001b[2J\u009b\u202eb\"\nü"));

        assertTrue(text.contains("\"a\\u001B[2J\\u009B\\u202Eb\\\"\\n\\u00FC\""), text);
        assertTrue(text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)), text);
    }

    /** What else the daemon answers is compared with that page where the command reads it back. */
    @Test
    void doneAndError_areDocumented() throws IOException {
        String page = Files.readString(Path.of("../../docs/json.md"));

        for (Class<?> answer : List.of(DoneReport.class, ErrorReport.class)) {
            for (RecordComponent component : answer.getRecordComponents()) {
                assertEquals(String.class, component.getType());
                assertTrue(page.contains("| `" + component.getName() + "` | string | | never |"), component.toString());
            }
        }
    }

    private String text(Record report) {
        return new String(json.write(report), StandardCharsets.UTF_8);
    }
}
