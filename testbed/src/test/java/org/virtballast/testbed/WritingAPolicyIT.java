/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Does what docs/writing-a-policy.md says, word for word. */
final class WritingAPolicyIT {
    private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    private static final String DEMO = "testbed/demo ";

    private final Tree tree = Tree.find();

    @AfterEach
    void clean() {
        Program.check(tree.script("guest"), "destroy", "a", "b");
    }

    @Test
    void everyCommand_doesWhatThePageSays() throws Exception {
        List<String> commands = commands();
        assertTrue(commands.size() >= 8, "commands of the page: " + commands);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        for (String command : commands) {
            run(command, out);
        }
        String all = said.toString(StandardCharsets.UTF_8);
        assertTrue(all.contains("example: nothing wrong was found in "), all);
        assertTrue(all.contains("shift           example"), all);
        assertTrue(all.contains("policy example, on target: vbtest-a "), all);
    }

    /** The demonstration runs in here: its script builds the tree, which this test is a part of. */
    private void run(String command, PrintStream out) {
        if (command.startsWith(DEMO)) {
            String[] words = command.substring(DEMO.length()).strip().split(" +");
            assertEquals(0, Demo.command(tree, out).execute(words));
        } else {
            out.println(Program.check(
                    "bash",
                    "-euo",
                    "pipefail",
                    "-c",
                    "cd \"$0\" && " + command,
                    tree.path("").toString()));
        }
    }

    /** The commands of the page, as somebody types them who is root already. */
    private List<String> commands() throws IOException {
        String page = Files.readString(tree.path("docs/writing-a-policy.md"));
        return COMMANDS.matcher(page)
                .results()
                .flatMap(step ->
                        step.group(1).replace("\\\n", " ").replace("sudo ", "").lines())
                .toList();
    }
}
