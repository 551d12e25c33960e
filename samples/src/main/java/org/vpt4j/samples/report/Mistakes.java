package org.vpt4j.samples.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.samples.image.BoxPainter;
import org.vpt4j.samples.image.BoxPainter.LabelledBox;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;

/**
 * Wrong detections and missed objects, at IoU 0.5.
 *
 * @param wrong the highest score first
 * @param missed the largest first
 */
record Mistakes(List<Wrong> wrong, List<Missed> missed) {
    private static final double IOU = 0.5;

    /** A detection that hits no object of its class, or one that a detection with a higher score hits already. */
    record Wrong(Evaluation.ImageDetections result, Detection detection) {}

    /** An object that no detection hits. */
    record Missed(Evaluation.ImageDetections result, Annotation annotation) {}

    static Mistakes of(List<Evaluation.ImageDetections> results, double threshold) {
        List<Wrong> wrong = new ArrayList<>();
        List<Missed> missed = new ArrayList<>();
        for (Evaluation.ImageDetections result : results) {
            List<Annotation> free = new ArrayList<>(result.image().annotations());
            above(threshold, result).stream()
                    .sorted(Comparator.comparingDouble(Detection::score).reversed())
                    .filter(detection -> !hits(detection, free))
                    .forEach(detection -> wrong.add(new Wrong(result, detection)));
            free.stream()
                    .filter(annotation -> !annotation.crowd())
                    .forEach(annotation -> missed.add(new Missed(result, annotation)));
        }
        wrong.sort(
                Comparator.comparingDouble((Wrong w) -> w.detection().score()).reversed());
        missed.sort(
                Comparator.comparingDouble((Missed m) -> m.annotation().box().area())
                        .reversed());
        return new Mistakes(wrong, missed);
    }

    /** The detections with at least this score. */
    static List<Detection> above(double threshold, Evaluation.ImageDetections result) {
        return result.found().stream().filter(d -> d.score() >= threshold).toList();
    }

    /** Removes the object that it hits from the free ones; a crowd stays, it can be hit again. */
    private static boolean hits(Detection detection, List<Annotation> free) {
        Annotation best = null;
        double bestIou = IOU;
        for (Annotation annotation : free) {
            if (annotation.classIndex() == detection.classIndex()) {
                double iou = annotation.crowd()
                        ? detection.box().intersection(annotation.box())
                                / detection.box().area()
                        : detection.box().iou(annotation.box());
                if (iou >= bestIou && (best == null || best.crowd() || !annotation.crowd())) {
                    best = annotation;
                    bestIou = iou;
                }
            }
        }
        if (best != null && !best.crowd()) {
            free.remove(best);
        }
        return best != null;
    }

    /** The report's section: the worst mistakes, each cropped with its surroundings. */
    static final class Worst implements Section<RunOutcome> {
        private static final int SHOWN = 6;
        private static final Color MISTAKE = new Color(0xD55E00);
        private static final Color TRUTH = new Color(0xF2F2F2);

        @Override
        public String title() {
            return "The worst mistakes";
        }

        @Override
        public String body(RunOutcome run) {
            Measurement measured = run.facts().measured();
            List<String> names = measured.classes().stream()
                    .map(Measurement.ClassResult::name)
                    .toList();
            Mistakes mistakes =
                    Mistakes.of(run.evaluation().images(), measured.best().threshold());
            String wrong = crops(
                    "Wrong detections with the highest scores",
                    mistakes.wrong().size(),
                    "a wrong class, a box off by more than half, a second box on one object, or an object without an"
                            + " annotation",
                    mistakes.wrong().stream()
                            .limit(SHOWN)
                            .map(w -> figure(w, names))
                            .collect(Collectors.joining()));
            String missed = crops(
                    "Largest missed objects",
                    mistakes.missed().size(),
                    "no detection of their class overlaps them by half",
                    mistakes.missed().stream()
                            .limit(SHOWN)
                            .map(m -> figure(m, names))
                            .collect(Collectors.joining()));
            return wrong.isEmpty() && missed.isEmpty()
                    ? ""
                    : wrong
                            + missed
                            + Html.note("Orange: the mistake; white, dashed: the annotations there. Some of these are"
                                    + " mistakes of the annotations, not of the detector.");
        }

        private static String crops(String title, int count, String what, String figures) {
            return count == 0
                    ? ""
                    : Html.heading(title) + Html.paragraph(Html.count(count) + " in total: " + what + ".")
                            + "<div class=\"crops\">\n" + figures + "</div>\n";
        }

        private static String figure(Wrong wrong, List<String> names) {
            Detection detection = wrong.detection();
            String text = String.format(Locale.ROOT, "%s %.2f", names.get(detection.classIndex()), detection.score());
            return figure(wrong.result(), detection.box(), text, names, null);
        }

        private static String figure(Missed missed, List<String> names) {
            Annotation annotation = missed.annotation();
            return figure(missed.result(), annotation.box(), names.get(annotation.classIndex()), names, annotation);
        }

        /** The mistake in its image, with the annotations except the one that it is about. */
        private static String figure(
                Evaluation.ImageDetections result, Box box, String text, List<String> names, Annotation except) {
            Crop crop = Crop.around(box, result.image().size());
            List<LabelledBox> boxes = new ArrayList<>();
            for (Annotation annotation : result.image().annotations()) {
                if (!annotation.equals(except) && annotation.box().intersection(box) > 0) {
                    boxes.add(new LabelledBox(
                            crop.move(annotation.box()), names.get(annotation.classIndex()), TRUTH, true));
                }
            }
            boxes.add(new LabelledBox(crop.move(box), text, MISTAKE, false));
            Image cropped = crop.of(Image.read(result.image().file()));
            return Html.figure(
                    new BoxPainter(names).paint(cropped, boxes),
                    text + " · " + Html.fileName(result.image().name()));
        }
    }
}
