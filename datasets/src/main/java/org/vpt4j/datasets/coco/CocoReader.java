package org.vpt4j.datasets.coco;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vpt4j.datasets.findings.Findings;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.RawDataset;

/** Reads COCO. */
public final class CocoReader implements DatasetFormat {
    @Override
    public String name() {
        return "COCO";
    }

    @Override
    public String layout() {
        return "";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return Optional.empty();
    }

    @Override
    public RawDataset read(Path root, Findings.Collector findings) {
        return new RawDataset(List.of(), List.of());
    }
}
