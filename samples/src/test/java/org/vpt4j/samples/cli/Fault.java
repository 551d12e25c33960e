package org.vpt4j.samples.cli;

import java.io.IOException;
import java.util.List;

/**
 * A row of the table of bad input.
 *
 * @param name what is wrong
 * @param preparation how it comes about
 * @param command which command meets it: {@code {}} is the folder of the {@link TinyWorld}, {@code {tiny}} its settings,
 *     {@code {run}} and {@code {task}} a sound run and its task
 * @param code exit code
 * @param told what the user reads
 */
record Fault(String name, Preparation preparation, String command, int code, List<String> told) {

    /** Makes the fault in a sound world. */
    @FunctionalInterface
    interface Preparation {
        Preparation NOTHING = world -> {};

        void on(TinyWorld world) throws IOException;
    }

    @Override
    public String toString() {
        return name;
    }
}
