/** What a run is and tells: its folder, its plan, its reports, and who hears of them. */
package org.vpt4j.detect.run;
