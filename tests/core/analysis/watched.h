// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/analysis/shown.h"

namespace lanescope::analysis::testing {

/// A run whose loop is late for a while, and a watch that looks at it every half second.
struct Watched {
    MadeLoad run;
    FindingWatch watch;
    ObjectIndex counter = run.object(ObjectKind::None, "loop lag ms");

    void late(double fromMs, double toMs)
    {
        for (double ms = fromMs; ms < toMs; ms += 50)
            run.counter(counter, ms, 60);
        run.counter(counter, toMs, 0);
    }
    void lookUntil(double ms)
    {
        for (; m_nextMs <= ms; m_nextMs += 500)
            watch.update(*run.look(m_nextMs));
    }

private:
    double m_nextMs = 500;
};

} // namespace lanescope::analysis::testing
