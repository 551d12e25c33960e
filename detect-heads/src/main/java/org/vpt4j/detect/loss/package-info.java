/** What training makes small. */
package org.vpt4j.detect.loss;
