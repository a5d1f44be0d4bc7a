// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The same run, had its first process dropped records between two moments.

#include "core/store/loss_counter.h"
#include "core/store/series.h"

namespace lanescope::test {

inline store::SnapshotPtr withLosses(const store::SnapshotPtr& whole, std::int64_t fromNs, std::int64_t toNs,
                                     std::uint64_t count)
{
    auto snapshot = std::make_shared<store::Snapshot>(*whole);
    store::SampleSeries samples;
    samples.append({fromNs, 0});
    samples.append({toNs, static_cast<double>(count)});
    store::Row row;
    row.kind = store::RowKind::Counter;
    row.samples = samples.view();
    row.knownUntilNs = whole->endNs;
    store::Object counter;
    counter.name = store::kLossCounter;
    counter.row = store::RowIndex{static_cast<std::uint32_t>(snapshot->rows.size())};
    snapshot->rows.push_back(row);
    auto objects = *whole->objects;
    objects.push_back(counter);
    snapshot->objects = std::make_shared<std::vector<store::Object>>(std::move(objects));
    snapshot->recording.dropped = count;
    return snapshot;
}

} // namespace lanescope::test
