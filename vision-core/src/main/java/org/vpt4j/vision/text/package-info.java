/** The wording of what people read: messages, notes, reports. */
package org.vpt4j.vision.text;
