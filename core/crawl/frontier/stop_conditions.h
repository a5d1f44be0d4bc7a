// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/settings.h"

namespace lanescope::crawl {

/// CLOSESPIDER_PAGECOUNT, _TIMEOUT and _ERRORCOUNT: when a crawl ends although more could be fetched.
///
/// Pages are counted as Scrapy does, answers of any status without redirects and retries. Where Scrapy ends
/// with up to CONCURRENT_REQUESTS pages too many, no request starts here that could be one too many.
/// Pure. Threads: as a value.
struct StopConditions {
    qint64 pages = 0;
    int seconds = 0;
    int errors = 0;

    static StopConditions of(const Settings& settings)
    {
        return {settings.pageBudget, settings.timeLimitS, settings.errorLimit};
    }
    /// What counts towards them.
    struct Spent {
        quint64 pages = 0;
        quint64 errors = 0;
        double seconds = 0;
    };
    /// True if every further request might be one page too many.
    bool pagesSpokenFor(const Spent& spent, int pagesOnTheWire) const;
    /// Scrapy's word for the condition that is met; nullptr if none is.
    const char* metBy(const Spent& spent) const;
};

} // namespace lanescope::crawl
