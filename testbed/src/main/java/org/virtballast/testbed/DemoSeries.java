/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.virtballast.core.report.StatusReport;

/** All cycles of a demonstration, for whoever draws them. */
final class DemoSeries {
    private final List<Map<String, Object>> rows = new ArrayList<>();

    /**
     * Keeps a cycle.
     *
     * @param seconds since the phase began
     */
    void add(String phase, double seconds, StatusReport status) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("phase", phase);
        row.put("seconds", seconds);
        row.put("status", status);
        rows.add(row);
    }

    /** Writes what was kept, as JSON. */
    void write(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper().registerModules(new Jdk8Module(), new JavaTimeModule());
        mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), rows);
    }
}
