package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vpt4j.vision.files.AtomicFiles;

/** All that a run writes into its folder, as one sink. */
public final class Outputs implements DetectionSink {
    private final List<DetectionSink> sinks = new ArrayList<>();

    /**
     * @param out folder of the results
     * @param painted whether images and videos with boxes are wanted
     * @param formats label files that are wanted
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
                sinks.add(new Stills(out));
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
    public void write(Found found) {
        sinks.forEach(sink -> sink.write(found));
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
