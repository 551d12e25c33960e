/** The commands that work on datasets before anything is trained: {@code vpt4j data convert}, {@code doctor}, … */
package org.vpt4j.samples.data;
