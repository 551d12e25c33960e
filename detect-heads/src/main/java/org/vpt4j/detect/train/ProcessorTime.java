package org.vpt4j.detect.train;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time that has been used, added up over all cores: by this process, and by all else on the machine.
 *
 * @param own seconds of this process
 * @param others seconds of all others, what a virtual machine's host took away included; NaN where the system does not tell
 */
public record ProcessorTime(double own, double others) {
    /** Nothing, and nobody has looked. */
    public static final ProcessorTime UNKNOWN = new ProcessorTime(0, Double.NaN);

    private static final double NANO = 1e-9;

    /** Both together; what the others used is known if it is known of both. */
    public ProcessorTime plus(ProcessorTime more) {
        return new ProcessorTime(own + more.own, others + more.others);
    }

    /** The part of all that was used that others used, from 0 to 1; NaN if nobody knows. */
    public double othersShare() {
        return others / (own + others);
    }

    /** Processor time of this process since its start in nanoseconds; 0 where the system does not tell. */
    public static long ownNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? Math.max(0, system.getProcessCpuTime())
                : 0;
    }

    /** Measures from the moment it was made. */
    public static final class Watch {
        private static final Path STAT = Path.of("/proc/stat");

        private final Path stat;
        private final double ownBegun;
        private final double allBegun;

        public Watch() {
            this(STAT);
        }

        /** @param stat a file as Linux' {@code /proc/stat}; it need not be there */
        Watch(Path stat) {
            this.stat = stat;
            this.ownBegun = ownNanos() * NANO;
            this.allBegun = all();
        }

        /** What was used since. */
        public ProcessorTime read() {
            double own = ownNanos() * NANO - ownBegun;
            double others = all() - allBegun - own;
            return new ProcessorTime(own, others < 0 ? 0 : others); // the system counts in larger steps than Java
        }

        /** Seconds that the cores have not been idle since the machine was started; NaN where it does not tell. */
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
                return Double.NaN; // a figure for the report, not worth a failed run
            }
        }

        /** user, nice, system, irq, softirq and steal, which Linux counts in hundredths of a second; not idle, iowait. */
        private static double busy(List<String> words) {
            double hundredths = 0;
            for (int at : new int[] {1, 2, 3, 6, 7, 8}) {
                hundredths += at < words.size() ? Long.parseLong(words.get(at)) : 0;
            }
            return hundredths / 100;
        }
    }
}
