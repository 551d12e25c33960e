package org.vpt4j.samples.detect;

/**
 * Where in a video an image is.
 *
 * @param frame its number in the video, from 0
 * @param seconds since the beginning
 * @param rate images a second that the source gives in the time of the video: its own rate, or a part of it where
 *     frames are left out
 */
record Moment(long frame, double seconds, double rate) {}
