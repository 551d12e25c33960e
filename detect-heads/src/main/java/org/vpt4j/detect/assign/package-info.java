/** Which prediction answers for which object: decided anew at every training step, in plain Java. */
package org.vpt4j.detect.assign;
