// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/stop_conditions.h"

namespace lanescope::crawl {

bool StopConditions::pagesSpokenFor(const Spent& spent, int pagesOnTheWire) const
{
    return pages > 0 && spent.pages + static_cast<quint64>(pagesOnTheWire) >= static_cast<quint64>(pages);
}

const char* StopConditions::metBy(const Spent& spent) const
{
    if (pages > 0 && spent.pages >= static_cast<quint64>(pages))
        return "closespider_pagecount";
    if (errors > 0 && spent.errors >= static_cast<quint64>(errors))
        return "closespider_errorcount";
    return seconds > 0 && spent.seconds >= seconds ? "closespider_timeout" : nullptr;
}

} // namespace lanescope::crawl
