package org.vpt4j.samples.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vpt4j demo}: a real training on the embedded images, with a report to look at. */
@Command(
        name = "demo",
        description = {
            "Train, evaluate and detect on real images that come with vpt4j: blood cells.",
            "Needs no network and some minutes."
        },
        sortOptions = false,
        footer = {"", "Examples:", "  ./vpt4j demo", "  ./vpt4j demo --out /tmp/cells --json"})
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description = "Folder of the run (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    private boolean json;

    @Override
    public Integer call() {
        throw new ConfigException("demo is not there yet: " + out + " " + json);
    }
}
