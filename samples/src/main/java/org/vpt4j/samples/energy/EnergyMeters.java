package org.vpt4j.samples.energy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The best meter that a machine has: its processors' counters, else an estimate; and its GPUs' power on top where the
 * work runs on one.
 */
public final class EnergyMeters {
    private EnergyMeters() {}

    /**
     * A meter that counts from now on, and is closed with this.
     *
     * @param meter the meter
     * @param missing for each better source that is not there, why
     */
    public record Choice(EnergyMeter meter, List<String> missing) implements AutoCloseable {
        public Choice {
            missing = List.copyOf(missing);
        }

        @Override
        public void close() {
            meter.close();
        }
    }

    /**
     * Begins to count.
     *
     * @param processor the model's name
     * @param gpu whether GPUs count too
     */
    public static Choice begin(String processor, boolean gpu) {
        return begin(processor, gpu, RaplMeter.POWERCAP, GpuMeter.COMMAND);
    }

    static Choice begin(String processor, boolean gpu, Path powercap, List<String> nvidia) {
        List<String> missing = new ArrayList<>();
        EnergyMeter processors = RaplMeter.find(powercap, missing);
        if (processors == null) {
            processors = new CpuTimeEstimate(ProcessorPower.of(processor));
        }
        EnergyMeter boards = gpu ? GpuMeter.find(nvidia, missing) : null;
        return new Choice(boards == null ? processors : new Both(processors, boards), missing);
    }

    private record Both(EnergyMeter first, EnergyMeter second) implements EnergyMeter {
        @Override
        public Energy read() {
            return first.read().plus(second.read());
        }

        @Override
        public void close() {
            try (first;
                    second) {
                // Closing is all.
            }
        }
    }
}
