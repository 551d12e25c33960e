/** Random changes to training images and their boxes: one class for each kind of change. Part of the API. */
package org.vpt4j.datasets.augment;
