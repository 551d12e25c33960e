/**
 * What {@code vpt4j detect} makes of what was found: pictures, videos, tables, label files. Whoever adds a form writes a
 * {@link org.vpt4j.samples.detect.flow.DetectionSink} and names it in
 * {@link org.vpt4j.samples.detect.output.Outputs}, or in {@link org.vpt4j.samples.detect.output.LabelFormat} if it is
 * only for those who ask for it.
 */
package org.vpt4j.samples.detect.output;
