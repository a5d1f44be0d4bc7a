// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/fairness.h"

#include "core/analysis/top_users.h"

#include <map>

namespace lanescope::analysis {
namespace {

using Counts = std::map<std::uint32_t, double>; // how often each thread acquired it

Counts countsOf(const store::Distribution& holds, const store::Distribution& waits)
{
    Counts acquired;
    for (const store::ThreadShare& share : waits.shares)
        acquired[share.thread] = 0;
    for (const store::ThreadShare& share : holds.shares)
        acquired[share.thread] = static_cast<double>(share.count);
    return acquired;
}

std::optional<double> indexOf(const Counts& acquired)
{
    double sum = 0;
    double squares = 0;
    for (const auto& [thread, count] : acquired) {
        sum += count;
        squares += count * count;
    }
    if (acquired.size() < 2 || squares <= 0)
        return std::nullopt;
    return sum * sum / (static_cast<double>(acquired.size()) * squares);
}

} // namespace

std::optional<double> fairness(const store::Distribution& holds, const store::Distribution& waits)
{
    return indexOf(countsOf(holds, waits));
}

std::optional<double> fairness(const store::Snapshot& snapshot, store::ObjectIndex object, Range range)
{
    const auto& log = snapshot.object(object).log;
    if (!log)
        return std::nullopt;
    Counts acquired =
        countsOf(log->holds.distribution(range.fromNs, range.toNs), log->waits.distribution(range.fromNs, range.toNs));
    const auto isIn = [&](const OpenUse& use) { return use.sinceNs < range.toNs && use.untilNs > range.fromNs; };
    for (const OpenUse& wait : openWaits(snapshot, object)) {
        if (isIn(wait))
            acquired.try_emplace(static_cast<std::uint32_t>(wait.thread), 0);
    }
    for (const OpenUse& hold : openHolds(snapshot, object)) {
        if (isIn(hold))
            ++acquired[static_cast<std::uint32_t>(hold.thread)];
    }
    return indexOf(acquired);
}

} // namespace lanescope::analysis
