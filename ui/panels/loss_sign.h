// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

namespace lanescope::panels {

/// The mark beside figures of which records are missing: a sign before the name of a lock, a queue or a thread, and what
/// it means. Pure. O(objects) once something was dropped.
QString signedText(const QString& text);
QString signedName(const store::Snapshot& snapshot, std::uint32_t object);
/// A sentence, of the whole run; empty when nothing is missing.
QString lossText(const store::Snapshot& snapshot, std::uint32_t object);
/// The sentences; of one that is not 0.
QString lostRecordsText(std::uint64_t lost);
QString lostSwitchesText(std::uint64_t lost);
/// Some words, of [fromNs, toNs); empty when nothing is missing.
QString lossFact(const store::Snapshot& snapshot, std::uint32_t object, std::int64_t fromNs, std::int64_t toNs);
QString lossFact(std::uint64_t lost);
/// Some words on a pause within [fromNs, toNs), which counts as waiting and holding; empty when there was none.
QString pauseFact(const store::Snapshot& snapshot, std::int64_t fromNs, std::int64_t toNs);
/// Of context switches that were lost, beside times on CPUs and migrations.
QString switchLossFact(std::uint64_t lost);

} // namespace lanescope::panels
