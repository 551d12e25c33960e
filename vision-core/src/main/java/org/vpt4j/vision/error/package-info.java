/** The exceptions, whose messages are written for users, and what helps to word them. Part of the API. */
package org.vpt4j.vision.error;
