/** Pascal VOC: one XML file per image, and text files that list the images of each split. */
package org.vpt4j.datasets.voc;
