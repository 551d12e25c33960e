/**
 * Where the images come from that {@code vpt4j detect} looks at: picture files, videos, cameras. Whoever adds a kind
 * writes a {@link org.vpt4j.samples.detect.source.FrameSource} and names it in
 * {@link org.vpt4j.samples.detect.source.Sources}.
 */
package org.vpt4j.samples.detect.source;
