/** What is known by name: the project's own, and what other archives on the class path add. */
package org.vpt4j.vision.registry;
