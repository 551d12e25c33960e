package org.vpt4j.samples.compare;

/**
 * Electric energy.
 *
 * @param joules since the meter was started
 * @param source where the number comes from, for a report
 * @param estimate whether it was estimated rather than measured
 */
record Energy(double joules, String source, boolean estimate) {
    private static final double JOULES_PER_KWH = 3.6e6;

    public Energy {
        if (!(joules >= 0)) {
            throw new IllegalArgumentException("energy " + joules + " J is negative or not a number");
        }
    }

    public double kilowattHours() {
        return joules / JOULES_PER_KWH;
    }

    /** The sum: an estimate if either is one. */
    public Energy plus(Energy other) {
        String sources = source.equals(other.source) ? source : source + " + " + other.source;
        return new Energy(joules + other.joules, sources, estimate || other.estimate);
    }
}
