/**
 * Where the images come from that {@code vpt4j detect} looks at: picture files, folders, patterns; videos and cameras are
 * read by a package of their own. Whoever adds a kind writes a {@link org.vpt4j.samples.detect.flow.FrameSource} and
 * names it in {@link org.vpt4j.samples.detect.source.Sources}.
 */
package org.vpt4j.samples.detect.source;
