/** What training costs: where the time of a step goes, and what the process holds of the memory. */
package org.vpt4j.detect.measure;
