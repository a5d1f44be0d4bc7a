// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/tour_stops.h"

#include "ui/gallery/gallery.h"
#include "ui/timeline/legend.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/main_window.h"
#include "ui/window/run_bar.h"
#include "ui/window/side_panel.h"

namespace lanescope::window {

std::vector<TourStop> tourStops(MainWindow& window)
{
    return {
        {&window.pane().view(), Tour::tr("This runs now"),
         Tour::tr(
             "Real threads, real sockets, in a process of their own. Each has a row: what it did, when, and what it "
             "waited for. Drag to select a stretch of time, turn the wheel with Ctrl to zoom, press End to follow "
             "the run again. Click a wait to see who ended it.")},
        {&window.pane().legend(), Tour::tr("Every colour is a state"),
         Tour::tr("Green runs; what is hatched waits. The percentages are those of the visible range and follow as you "
                  "zoom. Click one to dim it, Shift+click to see it alone.")},
        {window.side().knobArea(), Tour::tr("Turn a knob while it runs"),
         Tour::tr("Most act at once. A dashed line in every row marks the moment, so cause and effect stand side by "
                  "side.")},
        {window.side().pageArea(), Tour::tr("What to look for"),
         Tour::tr("What you clicked is explained here; below it, each scenario says what to watch and what to try. Its "
                  "links turn the knobs for you.")},
        {&window.tabs(), Tour::tr("The figures behind it"),
         Tour::tr("Locks, queues, threads, processes, requests and charts, live. Choose a line to see it on the "
                  "timeline.")},
        {&window.gallery(), Tour::tr("One scenario for each idea"),
         Tour::tr(
             "Click another to run it. The search knows words like “contention” or “deadlock”. Ctrl+Page Down runs "
             "the next one.")},
        {&window.bar(), Tour::tr("Everything has a key"),
         Tour::tr("? shows the keys, Ctrl+K finds any command by name. The Help menu brings this tour back.")},
    };
}

} // namespace lanescope::window
