// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/timeline/run_builder.h"
#include "ui/timeline/timeline_pane.h"

#include <memory>

namespace lanescope::tests {

/// The timeline with all that is around it, over twenty seconds of one thread: it runs, then waits for a lock from the
/// tenth second on. A test opens it anew for each of its functions.
class PaneFixture {
protected:
    static constexpr std::int64_t kBegin = RunBuilder::kBeginNs;
    static constexpr std::int64_t kSecond = 1'000'000'000;

    void open();
    /// With the left button.
    static void drag(QWidget& widget, QPoint from, QPoint to);

    RunBuilder m_run;
    std::unique_ptr<timeline::TimelinePane> m_pane;
};

} // namespace lanescope::tests
