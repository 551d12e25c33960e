package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A method compared with another: the difference of their APs, and whether it is more than noise.
 *
 * @param method the method
 * @param reference the method that it is compared with
 * @param test over the seeds that both finished
 * @param adjusted the t-test's p, corrected by Holm for all methods with the same reference; NaN if there is none
 * @param images the interval over test images, if it was computed
 */
record Contrast(
        CellSummary method, CellSummary reference, PairedTest test, double adjusted, Optional<ImageBootstrap> images) {
    private static final double LEVEL = 0.05;

    /** The verdict on a difference. */
    public enum Verdict {
        /** Significant over seeds and over images. */
        REAL("more than noise"),
        /** Significant over seeds, but not over images. */
        UNSURE("uncertain: depends on the images"),
        /** Not significant. */
        NOISE("within noise"),
        /** Fewer than two seeds, or differences without any spread. */
        UNTESTED("not testable");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Compares all methods with one of them.
     *
     * @param bootstrap computes the interval over images, if it can
     */
    public static List<Contrast> with(
            CellSummary reference,
            List<CellSummary> methods,
            BiFunction<CellSummary, CellSummary, Optional<ImageBootstrap>> bootstrap) {
        record Pair(CellSummary method, PairedTest test) {}
        List<Pair> pairs = new ArrayList<>();
        for (CellSummary method : methods) {
            Map<Long, Double> first = method.apBySeed();
            Map<Long, Double> second = reference.apBySeed();
            List<Long> seeds =
                    first.keySet().stream().filter(second::containsKey).toList();
            if (!method.cell().equals(reference.cell()) && !seeds.isEmpty()) {
                pairs.add(new Pair(
                        method,
                        PairedTest.of(
                                seeds.stream().map(first::get).toList(),
                                seeds.stream().map(second::get).toList())));
            }
        }
        List<Double> adjusted =
                PairedTest.holm(pairs.stream().map(pair -> pair.test().tTest()).toList());
        List<Contrast> contrasts = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            CellSummary method = pairs.get(i).method();
            contrasts.add(new Contrast(
                    method, reference, pairs.get(i).test(), adjusted.get(i), bootstrap.apply(method, reference)));
        }
        return contrasts;
    }

    public Verdict verdict() {
        if (Double.isNaN(adjusted)) {
            return Verdict.UNTESTED;
        }
        if (adjusted >= LEVEL) {
            return Verdict.NOISE;
        }
        return images.map(ImageBootstrap::excludesZero).orElse(true) ? Verdict.REAL : Verdict.UNSURE;
    }

    /** {@code +0.031 ± 0.012} (the 95 % confidence interval over seeds). */
    public String difference() {
        String mean = String.format(Locale.ROOT, "%+.3f", test.difference());
        return Double.isNaN(test.halfWidth()) ? mean : mean + String.format(Locale.ROOT, " ± %.3f", test.halfWidth());
    }
}
