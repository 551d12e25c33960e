/** The face of vpt4j for Java users: what a detector finds, and how to have one. */
package org.vpt4j.detect;
