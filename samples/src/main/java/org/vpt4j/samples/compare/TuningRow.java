package org.vpt4j.samples.compare;

/**
 * A learning rate that was tried.
 *
 * @param cell for what
 * @param rate the rate
 * @param seed of the run
 * @param epochs it trained
 * @param validationAp best AP on the validation images; NaN if the run failed
 * @param seconds what it took
 * @param joules its energy
 * @param chosen whether the cell's runs use it
 * @param reason how it failed; empty if it did not
 */
record TuningRow(
        Cell cell,
        double rate,
        long seed,
        int epochs,
        double validationAp,
        double seconds,
        double joules,
        boolean chosen,
        String reason) {}
