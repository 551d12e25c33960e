package org.vpt4j.datasets.format;

import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An object of a video in CVAT's XML: its shapes in key frames. In the frames between two of them, CVAT moves the corners of a
 * rectangle from one to the other in equal steps, as far as the object is not outside in the first; the last shape holds until
 * the end of the video. CVAT's own files have these shapes, too; a file with key frames alone has not.
 *
 * <p>Of other shapes, the bounding box is moved.
 */
final class CvatTrack {
    /** @param box empty where the object is outside, or its shape has no box */
    private record Shape(Outline outline, Optional<DatasetEntries.BoxEntry> box) {}

    /** Receives a box in a frame between key frames. */
    @FunctionalInterface
    interface Between {
        void add(int frame, DatasetEntries.BoxEntry box);
    }

    private final String label;
    private final TreeMap<Integer, Shape> shapes = new TreeMap<>();
    private boolean whole; // whether it has shapes that are no key frames

    CvatTrack(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    void add(int frame, Outline outline, Optional<DatasetEntries.BoxEntry> box, boolean key) {
        shapes.put(frame, new Shape(outline, box));
        whole |= !key;
    }

    /**
     * Adds the boxes between the shapes, with a finding for each gap.
     *
     * @param frames the numbers of the frames that exist
     * @param last number of the video's last frame, if it is known
     */
    void fill(NavigableSet<Integer> frames, Optional<Integer> last, Findings.Collector findings, Between between) {
        for (Map.Entry<Integer, Shape> one : shapes.entrySet()) {
            Map.Entry<Integer, Shape> next = shapes.higherEntry(one.getKey());
            if (one.getValue().box().isEmpty() || (next == null && (whole || last.isEmpty()))) {
                continue;
            }
            int from = one.getKey();
            int to = next == null ? last.get() + 1 : next.getKey();
            Outline end = next == null || next.getValue().outline().empty()
                    ? one.getValue().outline()
                    : next.getValue().outline();
            SortedSet<Integer> gap = from + 1 < to ? frames.subSet(from + 1, to) : new TreeSet<>();
            DatasetEntries.BoxEntry box = one.getValue().box().get();
            gap.forEach(frame -> between.add(frame, moved(box, end, (double) (frame - from) / (to - from))));
            if (!gap.isEmpty()) {
                String where = gap.first().equals(gap.last()) ? "frame " : "frames " + gap.first() + " to ";
                String how = next == null ? ", after key frame " + from : ", between key frames " + from + " and " + to;
                findings.add(
                        Findings.Finding.Kind.INTERPOLATED, label, box.position(), where + gap.last() + how, "used");
            }
        }
    }

    private static DatasetEntries.BoxEntry moved(DatasetEntries.BoxEntry box, Outline end, double part) {
        return box.at(
                box.x1() + part * (end.x1() - box.x1()),
                box.y1() + part * (end.y1() - box.y1()),
                box.x2() + part * (end.x2() - box.x2()),
                box.y2() + part * (end.y2() - box.y2()));
    }
}
