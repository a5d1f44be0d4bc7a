// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/lock_spans.h"

#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace lanescope::panels {
namespace {

using store::Occurrence;
using store::Snapshot;

constexpr std::size_t kMostLines = 3;

struct InSpan {
    std::int64_t ns = 0;
    std::size_t place = 0;
};
using BySpan = std::map<std::uint32_t, InSpan>; // by NameIndex

class Reading {
public:
    Reading(const Snapshot& snapshot, timeline::TimeRange range)
        : m_snapshot(snapshot)
        , m_range(range)
    {
    }

    std::vector<ShareLine> linesOf(const store::OccurrenceView& log)
    {
        const std::size_t end = log.firstEndingAt(m_range.toNs);
        const std::size_t wanted = log.firstEndingAt(m_range.fromNs);
        const std::size_t first = std::max(wanted, end > kMostSpansRead ? end - kMostSpansRead : 0);
        BySpan spans;
        std::int64_t allNs = 0;
        for (std::size_t i = first; i < end; ++i) {
            allNs += log[i].lengthNs();
            add(spans, log[i]);
        }
        return lines(spans, allNs);
    }
    std::vector<SpanPlace> places() { return std::move(m_places); }

private:
    void add(BySpan& spans, const Occurrence& one)
    {
        const auto thread = static_cast<std::uint32_t>(one.threadBits);
        if (thread >= m_snapshot.threads->size())
            return;
        const store::Thread& facts = (*m_snapshot.threads)[thread];
        const std::uint32_t name = timeline::taskAt(m_snapshot, facts, one.startNs()).name;
        if (name == store::kNone)
            return;
        const auto [entry, isNew] = spans.try_emplace(name);
        entry->second.ns += one.lengthNs();
        if (isNew) {
            entry->second.place = m_places.size();
            m_places.emplace_back();
        }
        m_places[entry->second.place] = {facts.stateRow, one.startNs()};
    }
    std::vector<ShareLine> lines(const BySpan& spans, std::int64_t allNs) const
    {
        std::vector<ShareLine> all;
        for (const auto& [name, in] : spans) {
            const double share = allNs > 0 ? static_cast<double>(in.ns) / static_cast<double>(allNs) : 0;
            all.push_back({timeline::toQString(m_snapshot.name(name)), share, timeline::percentText(share),
                           static_cast<std::uint32_t>(in.place)});
        }
        std::ranges::stable_sort(all, std::greater(), &ShareLine::share);
        if (all.size() > kMostLines)
            all.resize(kMostLines);
        return all;
    }

    const Snapshot& m_snapshot;
    const timeline::TimeRange m_range;
    std::vector<SpanPlace> m_places;
};

} // namespace

LockSpans lockSpans(const Snapshot& snapshot, store::ObjectIndex lock, timeline::TimeRange range)
{
    LockSpans spans;
    const bool isKnown = static_cast<std::size_t>(lock) < snapshot.objects->size();
    if (!isKnown || !snapshot.object(lock).log)
        return spans;
    Reading reading(snapshot, range);
    spans.holding = reading.linesOf(snapshot.object(lock).log->holds);
    spans.waiting = reading.linesOf(snapshot.object(lock).log->waits);
    spans.places = reading.places();
    return spans;
}

} // namespace lanescope::panels
