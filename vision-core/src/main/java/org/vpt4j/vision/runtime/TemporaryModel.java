package org.vpt4j.vision.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.onnx.OnnxGraph;

/**
 * A graph of more than 2 GB on its way into a session, which takes such a one from a file only. Closing it removes the
 * file: a session that has mapped it keeps what it needs (where a system forbids the removal, it comes at exit).
 */
final class TemporaryModel implements AutoCloseable {
    private final Path folder;

    private TemporaryModel(Path folder) {
        this.folder = folder;
    }

    static TemporaryModel of(OnnxGraph graph) {
        TemporaryModel model = new TemporaryModel(newFolder());
        try {
            graph.write(model.file());
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        return model;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("vpt4j-model");
        } catch (IOException e) {
            throw new FileException("there is no place for a temporary file: " + e.getMessage(), e);
        }
    }

    Path file() {
        return folder.resolve("model.onnx");
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(TemporaryModel::remove);
        } catch (IOException e) {
            throw new FileException(folder + " cannot be removed: " + e.getMessage(), e);
        }
        remove(folder);
    }

    private static void remove(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
    }
}
