package org.vpt4j.detect.head;

/** How far a predicted box is from the true one. */
public enum BoxLoss {
    /** Generalised IoU (Rezatofighi et al. 2019). */
    GIOU,
    /** Complete IoU (Zheng et al. 2020). */
    CIOU
}
