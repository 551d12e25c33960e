package org.vpt4j.detect.train;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time used, summed over all cores: by this process, and by everything else on the machine.
 *
 * @param own seconds of this process
 * @param others seconds of all other processes, including time stolen by a hypervisor; NaN if the system does not report it
 */
public record ProcessorTime(double own, double others) {
    /** Nothing used, nothing measured. */
    public static final ProcessorTime UNKNOWN = new ProcessorTime(0, Double.NaN);

    private static final double NANO = 1e-9;

    /** The sum; the time of others is known only if it is known for both. */
    public ProcessorTime plus(ProcessorTime more) {
        return new ProcessorTime(own + more.own, others + more.others);
    }

    /** Share of the total that others used, from 0 to 1; NaN if unknown. */
    public double othersShare() {
        return others / (own + others);
    }

    /** Processor time of this process since its start in nanoseconds; 0 if the system does not report it. */
    public static long ownNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? Math.max(0, system.getProcessCpuTime())
                : 0;
    }

    /** Measures from its creation on. */
    public static final class Watch {
        private static final Path STAT = Path.of("/proc/stat");

        private final Path stat;
        private final double ownBegun;
        private final double allBegun;

        public Watch() {
            this(STAT);
        }

        /** @param stat a file like Linux's {@code /proc/stat}; need not exist */
        Watch(Path stat) {
            this.stat = stat;
            this.ownBegun = ownNanos() * NANO;
            this.allBegun = all();
        }

        /** Processor time used since creation. */
        public ProcessorTime read() {
            double own = ownNanos() * NANO - ownBegun;
            double others = all() - allBegun - own;
            return new ProcessorTime(own, others < 0 ? 0 : others); // the system's clock ticks are coarser than Java's
        }

        /** Non-idle seconds of all cores since boot; NaN if the system does not report it. */
        private double all() {
            if (!Files.isReadable(stat)) {
                return Double.NaN;
            }
            try {
                return Files.readAllLines(stat).stream()
                        .filter(line -> line.startsWith("cpu "))
                        .mapToDouble(line -> busy(List.of(line.strip().split("\\s+"))))
                        .findFirst()
                        .orElse(Double.NaN);
            } catch (IOException | IllegalArgumentException e) {
                return Double.NaN; // only a figure for the report, not worth failing a run
            }
        }

        /** user, nice, system, irq, softirq and steal, in Linux's hundredths of a second; not idle, iowait. */
        private static double busy(List<String> words) {
            double hundredths = 0;
            for (int at : new int[] {1, 2, 3, 6, 7, 8}) {
                hundredths += at < words.size() ? Long.parseLong(words.get(at)) : 0;
            }
            return hundredths / 100;
        }
    }
}
