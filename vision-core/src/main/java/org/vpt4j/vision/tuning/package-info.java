/** Tuning methods: what is trained in, or next to, a frozen encoder. A method is a record that implements {@link org.vpt4j.vision.tuning.TuningMethod}. */
package org.vpt4j.vision.tuning;
