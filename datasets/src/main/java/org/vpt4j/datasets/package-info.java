/**
 * Labelled images for object detection: opening a folder in any known format, checking its images and boxes, and
 * splitting it. The formats themselves are in {@code format}, training batches in {@code loader}. Part of the API.
 */
package org.vpt4j.datasets;
