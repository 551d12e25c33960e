package org.vpt4j.samples.compare;

import java.util.function.LongSupplier;
import org.vpt4j.detect.train.ProcessorTime;

/**
 * An estimate for machines without counters: the processor time of this process times the processor's thermal design
 * power per hardware thread. Idle time, memory and fans are not included.
 */
final class CpuTimeEstimate implements EnergyMeter {
    private static final double NANO = 1e-9;

    private final ProcessorPower power;
    private final LongSupplier cpuNanos;
    private final long begun;

    CpuTimeEstimate(ProcessorPower power) {
        this(power, ProcessorTime::ownNanos);
    }

    CpuTimeEstimate(ProcessorPower power, LongSupplier cpuNanos) {
        this.power = power;
        this.cpuNanos = cpuNanos;
        this.begun = cpuNanos.getAsLong();
    }

    @Override
    public Energy read() {
        double seconds = Math.max(0, cpuNanos.getAsLong() - begun) * NANO;
        return new Energy(seconds * power.wattsPerThread(), "estimate: CPU time × " + power.description(), true);
    }
}
