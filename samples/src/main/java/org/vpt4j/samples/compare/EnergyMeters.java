package org.vpt4j.samples.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The best meter that a machine has: processor counters or else an estimate, plus the power of its GPUs if the work runs
 * on one.
 */
final class EnergyMeters {
    private static final CSVFormat TABLE =
            CSVFormat.RFC4180.builder().setCommentMarker('#').get();

    private EnergyMeters() {}

    /**
     * A running meter; closing this closes it.
     *
     * @param meter the meter
     * @param missing why better sources are not available
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
     * Starts measuring.
     *
     * @param processor the processor's model name
     * @param gpu whether to include GPUs
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
                // only closes both
            }
        }
    }

    /** The rows of a table in this package's resources. */
    static List<CSVRecord> table(String name) {
        try (CSVParser table =
                CSVParser.parse(EnergyMeters.class.getResourceAsStream(name), StandardCharsets.UTF_8, TABLE)) {
            return table.getRecords();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
