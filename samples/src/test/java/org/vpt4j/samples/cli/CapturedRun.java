package org.vpt4j.samples.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.vpt4j.samples.console.Interruption;

/**
 * A command that ran in this process, with all that it said.
 *
 * @param code exit code
 * @param out standard output
 * @param err what the command line wrote to standard error
 * @param progress what else was written to standard error while it ran
 */
record CapturedRun(int code, String out, String err, String progress) {

    static CapturedRun of(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(progress, true, StandardCharsets.UTF_8));
        try {
            int code = Main.run(
                    Interruption.none(),
                    new PrintWriter(out, true),
                    new PrintWriter(err, true),
                    arguments.toArray(String[]::new));
            return new CapturedRun(code, out.toString(), err.toString(), progress.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }
}
