package org.vpt4j.samples.energy;

/**
 * Electric energy.
 *
 * @param joules since the meter began
 * @param source what told it, as it should stand in a report
 * @param estimate whether it was computed from assumptions and not measured
 */
public record Energy(double joules, String source, boolean estimate) {
    private static final double JOULES_PER_KWH = 3.6e6;

    public Energy {
        if (!(joules >= 0)) {
            throw new IllegalArgumentException("an energy of " + joules + " J");
        }
    }

    public double kilowattHours() {
        return joules / JOULES_PER_KWH;
    }

    /** Both together: an estimate if one of them is. */
    public Energy plus(Energy other) {
        String sources = source.equals(other.source) ? source : source + " + " + other.source;
        return new Energy(joules + other.joules, sources, estimate || other.estimate);
    }
}
