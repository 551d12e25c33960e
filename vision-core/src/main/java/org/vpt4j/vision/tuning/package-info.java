/**
 * Tuning methods: what is learned beside a frozen encoder, and where it enters. To add one, write a class that
 * implements {@link org.vpt4j.vision.tuning.TuningMethod} in the room of the place where it enters, and name it in
 * {@link org.vpt4j.vision.tuning.methods.TuningMethods}, or from an archive of your own by a
 * {@link org.vpt4j.vision.tuning.TuningMethodProvider}; trainer, exporter and task file never ask which it is.
 */
package org.vpt4j.vision.tuning;
