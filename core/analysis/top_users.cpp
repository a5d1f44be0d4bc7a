// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/top_users.h"

#include "core/analysis/words.h"

#include <algorithm>
#include <map>

namespace lanescope::analysis {
namespace {

using namespace store;

std::vector<UserShare> largest(std::vector<UserShare> all, std::size_t most)
{
    std::ranges::stable_sort(all, std::greater<>(), &UserShare::totalNs);
    if (all.size() > most)
        all.resize(most);
    return all;
}

std::string spanAt(const Snapshot& snapshot, ThreadIndex thread, std::int64_t timeNs)
{
    const std::vector<RowIndex>& rows = snapshot.thread(thread).taskRows;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (const auto span = snapshot.row(*row).at(timeNs))
            return std::string(snapshot.name(span->subject));
    }
    return {};
}

} // namespace

std::vector<UserShare> topThreads(const Snapshot& snapshot, const OccurrenceView& log, Range range, std::size_t most)
{
    std::vector<UserShare> all;
    for (const ThreadShare& share : log.distribution(range.fromNs, range.toNs).shares) {
        if (share.count > 0 && share.thread < snapshot.threads->size())
            all.push_back(
                {threadText(snapshot, static_cast<ThreadIndex>(share.thread)), share.count, share.totalNs, {}, 0});
    }
    return largest(std::move(all), most);
}

std::vector<UserShare> topSpans(const Snapshot& snapshot, const OccurrenceView& log, Range range, std::size_t most)
{
    std::map<std::string, UserShare> bySpan;
    const std::size_t last = log.firstEndingAt(range.toNs);
    const std::size_t first = std::max(log.firstEndingAt(range.fromNs), last - std::min(last, kMostAsked));
    for (std::size_t i = first; i < last; ++i) {
        const Occurrence& one = log[i];
        if (one.threadBits >= snapshot.threads->size())
            continue;
        const auto thread = static_cast<ThreadIndex>(one.threadBits);
        const std::string name = spanAt(snapshot, thread, one.startNs());
        UserShare& share = bySpan[name];
        share.name = name;
        ++share.count;
        share.totalNs += one.lengthNs();
        share.newestThread = thread;
        share.newestStartNs = one.startNs();
    }
    std::vector<UserShare> all;
    for (auto& [name, share] : bySpan)
        all.push_back(std::move(share));
    return largest(std::move(all), most);
}

} // namespace lanescope::analysis
