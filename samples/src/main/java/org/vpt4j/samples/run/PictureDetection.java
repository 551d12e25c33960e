package org.vpt4j.samples.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.samples.picture.BoxPainter;
import org.vpt4j.samples.picture.ImageFile;
import org.vpt4j.samples.progress.Progress;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.image.Image;

/** Detects on picture files and writes what was found: painted pictures, {@code detections.json} and {@code .csv}. */
public final class PictureDetection {
    private final Detector detector;
    private final double minScore;
    private final Path out;
    private final ArrayNode json = new ObjectMapper().createArrayNode();
    private final StringBuilder csv = new StringBuilder("image,class,score,x1,y1,x2,y2\n");
    private final List<String> unreadable = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private int found;

    /**
     * @param minScore least score of what is kept
     * @param out folder of the results
     */
    public PictureDetection(Detector detector, double minScore, Path out) {
        this.detector = detector;
        this.minScore = minScore;
        this.out = out;
    }

    /**
     * What came out.
     *
     * @param pictures that were read
     * @param objects found on them together
     * @param unreadable what is wrong with each that was not
     */
    public record Summary(int pictures, int objects, List<String> unreadable) {}

    /** Works through the pictures one by one; one that cannot be read is named in the summary. */
    public Summary run(List<Path> pictures, Progress progress) {
        progress.begin("pictures", pictures.size());
        for (int i = 0; i < pictures.size(); i++) {
            detect(pictures.get(i));
            progress.advance(i + 1, "");
        }
        progress.close();
        AtomicFiles.writeString(out.resolve("detections.json"), json.toPrettyString() + "\n");
        AtomicFiles.writeString(out.resolve("detections.csv"), csv.toString());
        return new Summary(pictures.size() - unreadable.size(), found, List.copyOf(unreadable));
    }

    private void detect(Path file) {
        Image image;
        try {
            image = Image.read(file);
        } catch (ImageException e) {
            unreadable.add(e.getMessage());
            return;
        }
        List<Detection> detections = detector.detect(List.of(image), minScore).get(0);
        found += detections.size();
        ImageFile.write(out.resolve(name(file)), new BoxPainter(detector.classes()).found(image, detections));
        ObjectNode entry = json.addObject()
                .put("image", file.toString())
                .put("width", image.width())
                .put("height", image.height());
        ArrayNode list = entry.putArray("detections");
        for (Detection d : detections) {
            String className = detector.classes().get(d.classIndex());
            list.addObject()
                    .put("class", className)
                    .put("score", rounded(d.score(), 4))
                    .putArray("box")
                    .add(rounded(d.box().x1(), 2))
                    .add(rounded(d.box().y1(), 2))
                    .add(rounded(d.box().x2(), 2))
                    .add(rounded(d.box().y2(), 2));
            csv.append(cell(file.toString())).append(',').append(cell(className));
            csv.append(String.format(
                    Locale.ROOT,
                    ",%.4f,%.2f,%.2f,%.2f,%.2f\n",
                    d.score(),
                    d.box().x1(),
                    d.box().y1(),
                    d.box().x2(),
                    d.box().y2()));
        }
    }

    /** The picture's name with the ending .jpg; a second one of the same name gets a number. */
    private String name(Path file) {
        String stem = ImageFiles.stem(file);
        String name = stem + ".jpg";
        for (int i = 2; !names.add(name); i++) {
            name = stem + "-" + i + ".jpg";
        }
        return name;
    }

    private static double rounded(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        return Math.round(value * scale) / scale;
    }

    private static String cell(String text) {
        return text.matches("[^\",\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
