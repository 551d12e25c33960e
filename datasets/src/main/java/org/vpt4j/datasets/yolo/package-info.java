/** YOLO: one text file of boxes per image. */
package org.vpt4j.datasets.yolo;
