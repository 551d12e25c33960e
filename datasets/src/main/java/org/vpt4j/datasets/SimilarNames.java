package org.vpt4j.datasets;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Class names that are probably meant to be the same: {@code with_mask} and {@code With mask}, or a letter apart. */
final class SimilarNames {
    private static final int LONG = 6;

    private SimilarNames() {}

    /**
     * Which of the names that are equal but for case, spaces and signs is kept: the one with the most boxes.
     *
     * @param boxes number of each class
     * @return the kept name for each
     */
    static Map<String, String> kept(List<String> classes, Map<String, Integer> boxes) {
        Map<String, String> best = new LinkedHashMap<>();
        for (String name : classes) {
            best.merge(
                    canonical(name),
                    name,
                    (one, other) -> boxes.getOrDefault(other, 0) > boxes.getOrDefault(one, 0) ? other : one);
        }
        Map<String, String> kept = new LinkedHashMap<>();
        classes.forEach(name -> kept.put(name, best.get(canonical(name))));
        return kept;
    }

    /** Whether two longer names differ in one letter that is added, left out or replaced; a number is no slip. */
    static boolean areALetterApart(String a, String b) {
        String one = canonical(a);
        String other = canonical(b);
        if (Math.min(one.length(), other.length()) < LONG || Math.abs(one.length() - other.length()) > 1) {
            return false;
        }
        int start = 0;
        while (start < Math.min(one.length(), other.length()) && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < Math.min(one.length(), other.length()) - start
                && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        String left = one.substring(start, one.length() - end) + other.substring(start, other.length() - end);
        return !one.equals(other)
                && one.length() - start - end <= 1
                && other.length() - start - end <= 1
                && left.chars().noneMatch(Character::isDigit);
    }

    private static String canonical(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[\\s_\\-.]+", "");
        return plain.isEmpty() ? name : plain;
    }
}
