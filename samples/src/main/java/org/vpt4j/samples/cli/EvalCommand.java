package org.vpt4j.samples.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vpt4j eval}: how well a task finds the objects of labelled images. */
@Command(
        name = "eval",
        description = "Measure a task on labelled images: the 12 COCO numbers and those of each class.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j eval --task runs/a/task.safetensors --data my-images",
            "  ./vpt4j eval --task runs/a/task.safetensors --data my-images --split val --json > val.json"
        })
final class EvalCommand implements Callable<Integer> {
    @Option(names = "--task", required = true, paramLabel = "FILE", description = "The task file of a training.")
    private Path task;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of labelled images.")
    private Path data;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = "test",
            description = "Which part of the data: train, val or test (default: ${DEFAULT-VALUE}).")
    private String split;

    @Option(
            names = "--backbone",
            paramLabel = "NAME|DIR",
            description = "Where the task's frozen encoder is, if not embedded.")
    private String backbone;

    @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
    private boolean json;

    @Override
    public Integer call() {
        throw new ConfigException("eval is not there yet: " + task + data + split + backbone + json);
    }
}
