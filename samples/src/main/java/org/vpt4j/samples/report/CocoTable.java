package org.vpt4j.samples.report;

import java.util.List;
import org.vpt4j.detect.metric.CocoMetrics;

/** The twelve numbers of COCO's benchmark. */
final class CocoTable implements ReportSection {
    @Override
    public String title() {
        return "The twelve COCO numbers";
    }

    @Override
    public String body(ReportData data) {
        CocoMetrics m = data.evaluation().metrics();
        return "<div class=\"columns\">"
                + Html.table(
                        List.of("Average precision", "value"),
                        List.of(
                                row("AP, mean over IoU 0.50–0.95", m.ap()),
                                row("AP50, IoU 0.50", m.ap50()),
                                row("AP75, IoU 0.75", m.ap75()),
                                row("AP small, up to 32² px", m.apSmall()),
                                row("AP medium, 32² to 96² px", m.apMedium()),
                                row("AP large, over 96² px", m.apLarge())))
                + Html.table(
                        List.of("Average recall", "value"),
                        List.of(
                                row("AR, 1 detection an image", m.ar1()),
                                row("AR, 10 detections", m.ar10()),
                                row("AR, 100 detections", m.ar100()),
                                row("AR small", m.arSmall()),
                                row("AR medium", m.arMedium()),
                                row("AR large", m.arLarge())))
                + "</div>\n<p class=\"note\">Computed as pycocotools does; a dash where there is no object to measure"
                + " it on.</p>\n";
    }

    private static List<String> row(String name, double value) {
        return List.of(name, Html.fraction(value));
    }
}
