package org.vpt4j.samples.compare;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The power draw of all NVIDIA boards of the machine, reported by {@code nvidia-smi} once a second and integrated over
 * time with the trapezoidal rule. Includes other programs on the GPUs.
 */
final class GpuMeter implements EnergyMeter {
    static final List<String> COMMAND =
            List.of("nvidia-smi", "--query-gpu=index,power.draw", "--format=csv,noheader,nounits", "-lms", "1000");

    private static final double NANO = 1e-9;

    private final Process process;
    private final PowerSum sum;

    private GpuMeter(Process process, PowerSum sum) {
        this.process = process;
        this.sum = sum;
    }

    /**
     * Starts {@code nvidia-smi} and waits for its first line.
     *
     * @param command {@link #COMMAND}
     * @param reasons receives the reason if there is no meter
     * @return a meter, or null
     */
    static GpuMeter find(List<String> command, List<String> reasons) {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
        } catch (IOException e) {
            reasons.add("NVML: no nvidia-smi on this machine");
            return null;
        }
        PowerSum sum = new PowerSum(System::nanoTime);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        try {
            String first = lines.readLine();
            if (!sum.add(first)) {
                process.destroy();
                reasons.add("NVML: nvidia-smi reports no power draw (" + (first == null ? "it ended at once" : first)
                        + ")");
                return null;
            }
        } catch (IOException e) {
            process.destroy();
            reasons.add("NVML: nvidia-smi cannot be read (" + e.getMessage() + ")");
            return null;
        }
        Thread reader = new Thread(() -> lines.lines().forEach(sum::add), "power of the GPUs");
        reader.setDaemon(true);
        reader.start();
        return new GpuMeter(process, sum);
    }

    @Override
    public Energy read() {
        return new Energy(sum.joules(), "NVML by nvidia-smi (whole boards)", false);
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** Integrates watts over time to joules. */
    static final class PowerSum {
        private final LongSupplier clock;
        private final Map<String, double[]> last = new HashMap<>(); // board: watts, nanoseconds
        private double joules;

        PowerSum(LongSupplier clock) {
            this.clock = clock;
        }

        /** Adds a line {@code INDEX, WATTS}; false if it is not one. */
        synchronized boolean add(String line) {
            String[] cells = line == null ? new String[0] : line.split(",");
            double watts;
            try {
                watts = cells.length == 2 ? Double.parseDouble(cells[1].strip()) : Double.NaN;
            } catch (NumberFormatException e) {
                return false;
            }
            if (!(watts >= 0)) {
                return false;
            }
            double now = clock.getAsLong();
            double[] before = last.put(cells[0].strip(), new double[] {watts, now});
            if (before != null) {
                joules += (before[0] + watts) / 2 * (now - before[1]) * NANO;
            }
            return true;
        }

        synchronized double joules() {
            return joules;
        }
    }
}
