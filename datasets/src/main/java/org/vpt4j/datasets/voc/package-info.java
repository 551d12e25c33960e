/** Pascal VOC: one XML file for each image, and text files that name the images of each split. */
package org.vpt4j.datasets.voc;
