/** The three recipes of CONTRIBUTING.md, written out: what a stranger adds, outside of the project's own packages. */
package org.vpt4j.samples.recipes;
