/**
 * Dataset formats: one class {@code XyzFormat} for each, and the records in which they pass on what the files say.
 *
 * <p>All formats share a package so that they can share code, such as the search for annotation files and images,
 * without making it public. To add one, copy the nearest {@code XyzFormat}, prefix its other classes with the same
 * name, and add it to {@link DatasetFormats}. Only what a format in another jar needs is public.
 *
 * <p>Part of the API, for plug-ins.
 */
package org.vpt4j.datasets.format;
