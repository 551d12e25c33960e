/** YOLO: a text file of boxes for each image. */
package org.vpt4j.datasets.yolo;
