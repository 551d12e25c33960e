/** What is done to a training image and its boxes before it is shown: one class for each kind of change. */
package org.vpt4j.datasets.augment;
