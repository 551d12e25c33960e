/** Exceptions that speak to the user. Every exception that vpt4j throws on bad input is one of these. */
package org.vpt4j.vision.error;
