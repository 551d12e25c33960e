/** Trainable parameters before they exist: names, shapes, and how each one starts. */
package org.vpt4j.detect.parameters;
