package org.vpt4j.samples.energy;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * An estimate for machines without counters: the processor time of this process, times the share of the processor's
 * thermal design power that falls on one of its threads. What waits counts nothing, memory and fans count nothing.
 */
final class CpuTimeEstimate implements EnergyMeter {
    private static final double NANO = 1e-9;

    private final ProcessorPower power;
    private final LongSupplier cpuNanos;
    private final long begun;

    CpuTimeEstimate(ProcessorPower power) {
        this(power, CpuTimeEstimate::processNanos);
    }

    CpuTimeEstimate(ProcessorPower power, LongSupplier cpuNanos) {
        this.power = power;
        this.cpuNanos = cpuNanos;
        this.begun = cpuNanos.getAsLong();
    }

    private static long processNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? Math.max(0, system.getProcessCpuTime())
                : 0;
    }

    @Override
    public Energy read() {
        double seconds = Math.max(0, cpuNanos.getAsLong() - begun) * NANO;
        return new Energy(seconds * power.wattsPerThread(), "estimate: CPU time × " + power.description(), true);
    }
}
