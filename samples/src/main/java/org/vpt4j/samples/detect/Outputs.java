package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vpt4j.vision.files.AtomicFiles;

/** Everything that a run writes to its folder, except failures, as one sink. */
final class Outputs implements DetectionSink {
    private final List<DetectionSink> sinks = new ArrayList<>();

    /**
     * @param out folder of the results
     * @param painted whether to write images and videos with boxes
     * @param formats of the label files to write
     */
    public Outputs(Path out, Categories categories, boolean painted, Set<LabelFormat> formats) {
        AtomicFiles.createFolders(out);
        try {
            sinks.add(new CocoResults(out, categories));
            sinks.add(new CsvTable(out, categories));
            if (painted) {
                sinks.add(new AnnotatedImages(out, categories));
                sinks.add(new PaintedVideos(out, categories));
            }
            if (!formats.isEmpty()) {
                sinks.add(new FrameImages(out));
            }
            formats.stream()
                    .sorted()
                    .map(format -> format.open(out, categories))
                    .forEach(sinks::add);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void write(ImageResult result) {
        sinks.forEach(sink -> sink.write(result));
    }

    @Override
    public void finish() {
        sinks.forEach(DetectionSink::finish);
    }

    @Override
    public void close() {
        sinks.forEach(DetectionSink::close);
    }
}
