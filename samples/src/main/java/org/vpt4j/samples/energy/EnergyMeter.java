package org.vpt4j.samples.energy;

/** Counts energy from the moment when it is made. One thread may read it, as often as it likes. */
public interface EnergyMeter extends AutoCloseable {

    /** Joules since the beginning; never less than at the reading before. */
    Energy read();

    @Override
    default void close() {}
}
