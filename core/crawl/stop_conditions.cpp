// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/stop_conditions.h"

namespace lanescope::crawl {

bool StopConditions::pagesSpokenFor(const Statistics& statistics, int pagesOnTheWire) const
{
    return pages > 0 && statistics.received() + static_cast<quint64>(pagesOnTheWire) >= static_cast<quint64>(pages);
}

const char* StopConditions::metBy(const Statistics& statistics, double elapsedS) const
{
    if (pages > 0 && statistics.received() >= static_cast<quint64>(pages))
        return "closespider_pagecount";
    if (errors > 0 && statistics.errors() >= static_cast<quint64>(errors))
        return "closespider_errorcount";
    return seconds > 0 && elapsedS >= seconds ? "closespider_timeout" : nullptr;
}

} // namespace lanescope::crawl
