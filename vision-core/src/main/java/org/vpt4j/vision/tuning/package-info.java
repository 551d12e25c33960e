/**
 * Tuning methods: what is trained in or next to a frozen encoder. A method is a record that implements {@link
 * TuningMethod}. Part of the API, for plug-ins.
 */
package org.vpt4j.vision.tuning;
