package org.vpt4j.samples.compare;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vpt4j.vision.error.Counted;

/**
 * The energy counters of Intel and AMD processors in Linux' {@code /sys/class/powercap}: one per package, covering cores
 * and caches but not memory. They count for the whole machine.
 *
 * <p>A counter wraps around at {@code max_energy_range_uj}, on a busy server after a few minutes. A meter must be read
 * more often than that, or energy is lost.
 */
final class RaplMeter implements EnergyMeter {
    static final Path POWERCAP = Path.of("/sys/class/powercap");

    private static final double MICRO = 1e-6;

    private final List<Counter> counters;

    private RaplMeter(List<Counter> counters) {
        this.counters = counters;
    }

    /**
     * Looks for readable counters.
     *
     * @param root {@link #POWERCAP}
     * @param reasons receives the reason if there are none
     * @return a meter, or null
     */
    static RaplMeter find(Path root, List<String> reasons) {
        if (!Files.isDirectory(root)) {
            reasons.add("RAPL: this system has no " + root);
            return null;
        }
        List<Counter> found = new ArrayList<>();
        try (Stream<Path> zones = Files.list(root)) {
            for (Path zone : zones.sorted().toList()) {
                if (isPackage(zone)) {
                    found.add(Counter.open(zone));
                }
            }
        } catch (AccessDeniedException e) {
            reasons.add("RAPL: no permission to read the counters in " + root + " (run as root, or \"chmod a+r\" each "
                    + "energy_uj)");
            return null;
        } catch (IOException e) {
            reasons.add("RAPL: the counters in " + root + " cannot be read: " + e.getMessage());
            return null;
        }
        if (found.isEmpty()) {
            reasons.add("RAPL: " + root + " has no processor package");
            return null;
        }
        return new RaplMeter(found);
    }

    /** {@code intel-rapl:0} is a package, {@code intel-rapl:0:1} a part of it; {@code psys} would be counted twice. */
    private static boolean isPackage(Path zone) throws IOException {
        Path name = zone.resolve("name");
        return zone.getFileName().toString().matches("(intel|amd)-rapl:\\d+")
                && Files.exists(name)
                && Files.readString(name).strip().startsWith("package");
    }

    @Override
    public Energy read() {
        double microjoules = 0;
        for (Counter counter : counters) {
            microjoules += counter.read();
        }
        return new Energy(
                microjoules * MICRO,
                "RAPL (" + Counted.of(counters.size(), "package", "packages") + ", whole machine)",
                false);
    }

    /** One counter, with its wraparounds. */
    private static final class Counter {
        private final Path file;
        private final long range;
        private long last;
        private double sum;

        private Counter(Path file, long range, long first) {
            this.file = file;
            this.range = range;
            this.last = first;
        }

        static Counter open(Path zone) throws IOException {
            Path file = zone.resolve("energy_uj");
            return new Counter(file, value(zone.resolve("max_energy_range_uj")), value(file));
        }

        /** Microjoules since it was opened; if a reading fails, the next one makes up for it. */
        double read() {
            try {
                long now = value(file);
                sum += now >= last ? now - last : range - last + now;
                last = now;
            } catch (IOException e) {
                return sum;
            }
            return sum;
        }

        private static long value(Path file) throws IOException {
            try {
                return Long.parseLong(Files.readString(file).strip());
            } catch (NumberFormatException e) {
                throw new IOException(file + " does not contain a number", e);
            }
        }
    }
}
