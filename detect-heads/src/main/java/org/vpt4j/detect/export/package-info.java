/**
 * Export to ONNX. A file is compared with the training graph on real images before it is put in place. Part of the
 * API.
 */
package org.vpt4j.detect.export;
