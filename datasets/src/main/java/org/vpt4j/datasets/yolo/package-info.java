/** YOLO: a text file of boxes for each picture. */
package org.vpt4j.datasets.yolo;
