/**
 * What the frozen layers below everything that is trained make of the images, computed once and kept on the disk: as
 * these layers never change, every later epoch begins behind them.
 */
package org.vpt4j.detect.cache;
