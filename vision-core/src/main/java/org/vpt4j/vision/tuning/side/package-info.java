/** Networks beside the encoder, which read its features and change what the head gets; no gradient goes through it. */
package org.vpt4j.vision.tuning.side;
