package org.vpt4j.samples.compare;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Passes whole lines on, each with a label before it: what several processes say at a time can be told apart then. */
final class LabelledLines extends OutputStream {
    private final byte[] label;
    private final PrintStream to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LabelledLines(String label, PrintStream to) {
        this.label = (label + ": ").getBytes(StandardCharsets.UTF_8);
        this.to = to;
    }

    @Override
    public void write(int b) {
        if (line.size() == 0) {
            line.writeBytes(label);
        }
        line.write(b);
        if (b == '\n') {
            to.writeBytes(line.toByteArray());
            line.reset();
        }
    }

    /** Passes on what is left without an end of a line, and ends it. */
    @Override
    public void close() {
        if (line.size() > 0) {
            write('\n');
        }
    }
}
