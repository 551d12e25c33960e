/** What a reader of a dataset's form is and what it hands over: the words of the files, before anything is judged. */
package org.vpt4j.datasets.format;
