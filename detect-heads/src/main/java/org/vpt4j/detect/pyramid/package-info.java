/** From the one resolution of a plain vision transformer to maps of several strides, and where their locations lie. */
package org.vpt4j.detect.pyramid;
