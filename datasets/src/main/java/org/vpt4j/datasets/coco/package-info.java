/** COCO: one JSON file per part, with images, categories and annotations. */
package org.vpt4j.datasets.coco;
