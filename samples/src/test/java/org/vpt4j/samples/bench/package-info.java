/** Tests of what is measured and chosen by measuring. */
package org.vpt4j.samples.bench;
