package org.vpt4j.samples.image;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Two images of one size beside each other, each under a heading. */
final class SideBySide {
    private SideBySide() {}

    static BufferedImage of(String leftHeading, BufferedImage left, String rightHeading, BufferedImage right) {
        int letters = Math.max(14, Math.max(left.getWidth(), left.getHeight()) / 40);
        int head = letters * 2;
        int gap = letters / 2;
        int height = head + Math.max(left.getHeight(), right.getHeight());
        BufferedImage both =
                new BufferedImage(left.getWidth() + gap + right.getWidth(), height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = both.createGraphics();
        try {
            BoxPainter.smooth(graphics);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, both.getWidth(), both.getHeight());
            graphics.setColor(new Color(0x333333));
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, letters));
            int baseline = head - letters * 3 / 5;
            graphics.drawString(leftHeading, letters / 2, baseline);
            graphics.drawString(rightHeading, left.getWidth() + gap + letters / 2, baseline);
            graphics.drawImage(left, 0, head, null);
            graphics.drawImage(right, left.getWidth() + gap, head, null);
        } finally {
            graphics.dispose();
        }
        return both;
    }
}
