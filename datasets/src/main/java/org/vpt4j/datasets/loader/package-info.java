/** From labelled image files to batches of pixels and boxes, in an order and with changes that a seed fixes. */
package org.vpt4j.datasets.loader;
