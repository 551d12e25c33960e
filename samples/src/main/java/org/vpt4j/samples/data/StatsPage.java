package org.vpt4j.samples.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.Split;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.Page;
import org.vpt4j.samples.report.Section;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/** The page of {@code data stats}: what is in a dataset, and what an encoder can see of it. */
final class StatsPage {
    private static final int CELLS = 32;
    private static final int MOST_CLASSES = 25;
    private static final int[] SIZES = {224, 336, 448, 560, 672, 896, 1120, 1344};

    private final LabelledBoxes all;
    private final ContactSheet sheet;
    private final int patch;

    StatsPage(LabelledBoxes all, ContactSheet sheet, int patch) {
        this.all = all;
        this.sheet = sheet;
        this.patch = patch;
    }

    String html(String name) {
        List<Section<StatsPage>> sections = List.of(
                Section.of("Classes", StatsPage::classes),
                Section.of("What the encoder can see", StatsPage::visible),
                Section.of("Boxes", StatsPage::boxes),
                Section.of("Where they are", StatsPage::places),
                Section.of("Classes on the same image", StatsPage::together),
                Section.of("Images", StatsPage::images),
                Section.of("Examples of each class", page -> page.sheet.ofEachClass(page.all)),
                Section.of("Largest and smallest boxes", page -> page.sheet.extremes(page.all)));
        return Page.html(
                "Dataset " + name,
                all.data().recognised(),
                List.of(
                        new Page.Tile(Html.count(all.images().size()), "images"),
                        new Page.Tile(Html.count(all.boxes().size()), "boxes"),
                        new Page.Tile(Integer.toString(all.data().classes().size()), "classes"),
                        new Page.Tile(decimal(perImage()), "boxes per image"),
                        new Page.Tile(recommendedSize(), "recommended input")),
                sections,
                this);
    }

    private double perImage() {
        return all.images().isEmpty()
                ? 0
                : (double) all.boxes().size() / all.images().size();
    }

    private String recommendedSize() {
        return all.recommended(patch).map(longer -> longer + " px").orElse("tiles");
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share > 0 && share < 0.01 ? "%.2f %%" : "%.1f %%", 100 * share);
    }

    private String classes() {
        List<Html.Column<Integer>> columns = new ArrayList<>();
        columns.add(Html.column("class", index -> all.data().classes().get(index)));
        columns.add(Html.column("boxes", index -> Html.count(count(index, Optional.empty()))));
        columns.add(Html.column(
                "share",
                index -> percent((double) count(index, Optional.empty())
                        / Math.max(1, all.boxes().size()))));
        columns.add(Html.column("images", index -> Html.count(imagesWith(index))));
        boolean split = all.data().splitNames().names().size() > 1;
        for (Split one : split ? Split.values() : new Split[0]) {
            if (all.data().split(one).isPresent()) {
                columns.add(Html.column(one.key(), index -> Html.count(count(index, Optional.of(one)))));
            }
        }
        columns.add(Html.column("median side", index -> Html.count(Math.round(medianSide(index))) + " px"));
        List<Integer> rows =
                IntStream.range(0, all.data().classes().size()).boxed().toList();
        List<Integer> most = rows.stream()
                .sorted(Comparator.comparingLong((Integer index) -> -count(index, Optional.empty())))
                .limit(MOST_CLASSES)
                .toList();
        String bars = StatsCharts.bars(
                "boxes" + (rows.size() > MOST_CLASSES ? ", the " + MOST_CLASSES + " most frequent classes" : ""),
                most.stream().map(all.data().classes()::get).toList(),
                most.stream().map(index -> count(index, Optional.empty())).toList());
        return Html.columns(bars, "") + Html.table(rows, columns, (row, column) -> false);
    }

    private long count(int index, Optional<Split> split) {
        return all.images().stream()
                .filter(one -> split.isEmpty() || one.split() == split.get())
                .flatMap(one -> one.image().annotations().stream())
                .filter(annotation -> !annotation.crowd() && annotation.classIndex() == index)
                .count();
    }

    private long imagesWith(int index) {
        return all.images().stream()
                .filter(one -> one.image().annotations().stream()
                        .anyMatch(annotation -> !annotation.crowd() && annotation.classIndex() == index))
                .count();
    }

    private double medianSide(int index) {
        double[] sides = all.boxes().stream()
                .filter(box -> box.annotation().classIndex() == index)
                .mapToDouble(LabelledBoxes.ObjectBox::side)
                .sorted()
                .toArray();
        return sides.length == 0 ? 0 : sides[sides.length / 2];
    }

    /** A vision transformer has one token for each patch: of what is smaller, it sees a colour at best. */
    private String visible() {
        List<Integer> sizes = IntStream.of(SIZES)
                .mapToObj(size -> Math.max(patch, size / patch * patch))
                .distinct()
                .toList();
        String table = Html.table(
                sizes,
                Html.column("longer side", size -> size + " px"),
                Html.column("input", size -> all.input(size, patch).toString()),
                Html.column(
                        "patches",
                        size -> Html.count((long) all.input(size, patch).width()
                                / patch
                                * (all.input(size, patch).height() / patch))),
                Html.column("smaller than a patch", size -> percent(all.below(patch, all.input(size, patch)))),
                Html.column(
                        "smaller than two patches", size -> percent(all.below(2.0 * patch, all.input(size, patch)))));
        return Html.paragraph("Images are scaled to the input size, and the encoder has one token for each patch of "
                        + patch + " × " + patch + " px. An object that is smaller than a patch is hard to find.")
                + table
                + Html.paragraph(advice());
    }

    private String advice() {
        Optional<Integer> longer = all.recommended(patch);
        if (all.boxes().isEmpty()) {
            return "There are no objects to go by.";
        }
        if (longer.isEmpty()) {
            return "Even at 1344 px more than a tenth of the objects are smaller than a patch: train with --tiles, which"
                    + " shows the encoder parts of each image.";
        }
        String text = "Recommended: --size " + longer.get()
                + ", the smallest at which nine tenths of the objects are at" + " least as large as a patch.";
        boolean detailed = all.images().stream()
                        .mapToInt(one -> Math.max(
                                one.image().size().width(), one.image().size().height()))
                        .average()
                        .orElse(0)
                >= 2.5 * longer.get();
        return longer.get() > 672 && detailed
                ? text + " Images have many more pixels than that: --tiles 2x2 at half the size costs the same."
                : text;
    }

    private String boxes() {
        double[] sides =
                all.boxes().stream().mapToDouble(LabelledBoxes.ObjectBox::side).toArray();
        int[] steps = {0, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024};
        long[] bySide = new long[steps.length];
        for (double side : sides) {
            int bin = steps.length - 1;
            while (bin > 0 && side < steps[bin]) {
                bin--;
            }
            bySide[bin]++;
        }
        long[] byAspect = new long[13]; // in steps of the square root of 2
        for (LabelledBoxes.ObjectBox one : all.boxes()) {
            Box box = one.annotation().box();
            double log = Math.log(box.width() / box.height()) / Math.log(2);
            byAspect[(int) Math.max(0, Math.min(12, Math.round(2 * log) + 6))]++;
        }
        int most = (int) all.images().stream()
                .mapToLong(one -> one.image().annotations().size())
                .max()
                .orElse(0);
        int width = Math.max(1, (most + 1 + 29) / 30);
        long[] perImage = new long[most / width + 1];
        all.images().forEach(one -> perImage[one.image().annotations().size() / width]++);
        return Html.columns(
                StatsCharts.histogram(
                        "side (square root of the area)",
                        "pixels of the image, from",
                        IntStream.of(steps).mapToObj(Integer::toString).toList(),
                        bySide),
                StatsCharts.histogram(
                        "aspect",
                        "width : height",
                        List.of(
                                "1:8", "1:5.7", "1:4", "1:2.8", "1:2", "1:1.4", "1:1", "1.4:1", "2:1", "2.8:1", "4:1",
                                "5.7:1", "8:1"),
                        byAspect),
                StatsCharts.histogram(
                        "boxes per image",
                        width == 1 ? "boxes" : "boxes, from",
                        IntStream.range(0, perImage.length)
                                .mapToObj(i -> Integer.toString(i * width))
                                .toList(),
                        perImage));
    }

    private String places() {
        double[][] centres = new double[CELLS][CELLS];
        double[][] covered = new double[CELLS][CELLS];
        for (LabelledBoxes.ObjectBox one : all.boxes()) {
            Box box = one.annotation().box();
            ImageSize size = one.image().size();
            centres[cell(box.centerY(), size.height())][cell(box.centerX(), size.width())]++;
            for (int y = cell(box.y1(), size.height()); y <= cell(box.y2() - 1e-6, size.height()); y++) {
                for (int x = cell(box.x1(), size.width()); x <= cell(box.x2() - 1e-6, size.width()); x++) {
                    covered[y][x]++;
                }
            }
        }
        return Html.columns(
                StatsCharts.heatMap("centres of the boxes", centres),
                StatsCharts.heatMap("what the boxes cover", covered));
    }

    private static int cell(double position, int length) {
        return (int) Math.max(0, Math.min(CELLS - 1, position / length * CELLS));
    }

    private String together() {
        List<Integer> frequent = IntStream.range(0, all.data().classes().size())
                .boxed()
                .sorted(Comparator.comparingLong((Integer index) -> -imagesWith(index)))
                .limit(MOST_CLASSES)
                .filter(index -> imagesWith(index) > 0)
                .sorted()
                .toList();
        if (frequent.size() < 2) {
            return "";
        }
        Map<List<Integer>, Long> counts = new LinkedHashMap<>();
        all.images().forEach(one -> {
            List<Integer> present = one.image().annotations().stream()
                    .filter(annotation -> !annotation.crowd())
                    .map(annotation -> annotation.classIndex())
                    .distinct()
                    .toList();
            present.forEach(a -> present.forEach(b -> counts.merge(List.of(a, b), 1L, Long::sum)));
        });
        List<Html.Column<Integer>> columns = new ArrayList<>();
        columns.add(Html.column("images with", index -> all.data().classes().get(index)));
        frequent.forEach(other -> columns.add(Html.column(
                all.data().classes().get(other), index -> Html.count(counts.getOrDefault(List.of(index, other), 0L)))));
        return Html.table(frequent, columns, (row, column) -> frequent.get(row)
                .equals(column == 0 ? -1 : frequent.get(column - 1)));
    }

    private String images() {
        Map<String, Long> sizes = all.images().stream()
                .collect(Collectors.groupingBy(
                        one -> one.image().size().toString(), TreeMap::new, Collectors.counting()));
        List<Map.Entry<String, Long>> most = sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(20)
                .toList();
        List<Split> splits = List.of(Split.values()).stream()
                .filter(split -> all.data().split(split).isPresent())
                .toList();
        String bySplit = Html.table(
                splits,
                Html.column("split", Split::key),
                Html.column("images", split -> Html.count(images(split).size())),
                Html.column(
                        "boxes",
                        split -> Html.count(all.data()
                                .split(split)
                                .map(DetectionDataset::boxes)
                                .orElse(0))),
                Html.column(
                        "without objects",
                        split -> Html.count(images(split).stream()
                                .filter(one -> one.image().annotations().isEmpty())
                                .count())));
        String bySize = Html.table(
                most,
                Html.column(
                        "size" + (sizes.size() > most.size() ? ", the most frequent of " + sizes.size() : ""),
                        Map.Entry::getKey),
                Html.column("images", entry -> Html.count(entry.getValue())));
        return Html.columns("<div>" + bySplit + "</div>", "<div>" + bySize + "</div>");
    }

    private List<LabelledBoxes.SplitImage> images(Split split) {
        return all.images().stream().filter(one -> one.split() == split).toList();
    }
}
