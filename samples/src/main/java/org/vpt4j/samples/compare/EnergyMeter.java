package org.vpt4j.samples.compare;

/** Measures energy from its creation on. Only one thread may read it at a time. */
interface EnergyMeter extends AutoCloseable {

    /** The energy since the start; it never decreases. */
    Energy read();

    @Override
    default void close() {}
}
