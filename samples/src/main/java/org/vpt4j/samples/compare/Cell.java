package org.vpt4j.samples.compare;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vpt4j.vision.files.Sha256;

/**
 * What a comparison compares: a method on a backbone with a number of images, repeated for each seed.
 *
 * @param method a tuning method's name; where starts are compared, with what it starts from: {@code full from objects}
 * @param shots number of training images
 * @param backbone a known name or a folder
 */
record Cell(String method, Shots shots, String backbone) {
    /** The row of a backbone that finds objects by their names alone. */
    static final String ZERO_SHOT = "zero-shot";

    private static final int HASH = 6;
    private static final String FROM = " from ";

    /** A method's name where starts are compared. */
    public static String named(String tuning, String start) {
        return tuning + FROM + start;
    }

    /** The tuning method alone of a method's name. */
    public static String tuning(String method) {
        int from = method.indexOf(FROM);
        String name = from < 0 ? method : method.substring(0, from);
        return name.equals(ZERO_SHOT) ? "head-only" : name;
    }

    /** The tuning method alone. */
    public String tuning() {
        return tuning(method);
    }

    /** Whether nothing is trained. */
    public boolean isZeroShot() {
        return method.equals(ZERO_SHOT);
    }

    /** What it starts from, where starts are compared. */
    public Optional<String> start() {
        int from = method.indexOf(FROM);
        return from < 0 ? Optional.empty() : Optional.of(method.substring(from + FROM.length()));
    }

    /** A readable and unique folder name. */
    public String folder() {
        Map<String, String> parts = new TreeMap<>(Map.of("method", method, "backbone", backbone));
        String words = method + (shots.isAll() ? "" : "-n" + shots) + "-" + lastName(backbone);
        return words.replaceAll("[^A-Za-z0-9+._-]", "_") + "-"
                + Sha256.of(parts + "/" + shots).substring(0, HASH);
    }

    /** A backbone's display name: the last part of a path. */
    public static String lastName(String backbone) {
        String trimmed = backbone.replaceAll("[/\\\\]+$", "");
        return trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1);
    }
}
