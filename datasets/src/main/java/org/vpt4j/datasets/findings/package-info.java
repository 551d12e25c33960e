/** What is wrong with a dataset: what could be worked around is counted and named, what could not is an exception. */
package org.vpt4j.datasets.findings;
