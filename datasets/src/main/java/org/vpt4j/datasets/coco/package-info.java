/** COCO: one JSON file for each part, with images, categories and annotations. */
package org.vpt4j.datasets.coco;
