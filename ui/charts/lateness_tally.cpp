// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/lateness_tally.h"

#include <algorithm>
#include <cmath>

namespace lanescope::charts {
namespace {

constexpr std::string_view kCounter = "lateness, µs";
constexpr double kNsPerUs = 1000;
constexpr double kLongestUs = 1e13;           // four months: a counter may state any number
constexpr std::uint64_t kBetweenLooks = 4096; // samples from one look at the deadline to the next

std::int64_t nanoseconds(double us)
{
    return std::isnan(us) ? 0 : std::llround(std::clamp(us, -kLongestUs, kLongestUs) * kNsPerUs);
}

} // namespace

bool LatenessTally::takeIn(const store::Snapshot& snapshot, const QDeadlineTimer& deadline)
{
    if (snapshot.beginNs != m_beginNs || snapshot.generation < m_generation)
        *this = {}; // of another run
    m_beginNs = snapshot.beginNs;
    m_generation = snapshot.generation;
    for (const store::Object& object : *snapshot.objects) {
        if (object.name != kCounter || !object.row)
            continue;
        const store::Row& row = snapshot.row(*object.row);
        if (row.kind == store::RowKind::Counter &&
            !takeRow(row, m_taken[static_cast<std::uint32_t>(*object.row)], deadline))
            return false;
    }
    return true;
}

bool LatenessTally::takeRow(const store::Row& row, std::uint64_t& taken, const QDeadlineTimer& deadline)
{
    const std::uint64_t gone = row.samples.goneCount();
    taken = std::max(taken, gone);
    for (const std::uint64_t all = gone + row.samples.size(); taken < all;) {
        const std::int64_t ns = nanoseconds(row.samples[static_cast<std::size_t>(taken - gone)].value);
        (ns < 0 ? m_early : m_late).add(std::abs(ns));
        if (++taken % kBetweenLooks == 0 && deadline.hasExpired())
            return false;
    }
    return true;
}

} // namespace lanescope::charts
