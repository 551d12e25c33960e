/** A frozen encoder, a tuning method and a head put together: from pixels to detections, on the PyTorch engine. */
package org.vpt4j.detect.model;
