// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/finding_watch.h"

#include "core/analysis/losses.h"
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/potential_finding.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/wait_for_graph.h"
#include "core/analysis/words.h"

#include <algorithm>
#include <set>

namespace lanescope::analysis {
namespace {

using namespace store;
using namespace thresholds;

/// Objects that somebody waits for in vain; of those that the findings are about, so none where they are about nothing.
std::set<ObjectIndex> stuckObjects(const Snapshot& snapshot, const std::vector<Finding>& findings)
{
    if (std::ranges::all_of(findings, [](const Finding& finding) { return finding.objects.empty(); }))
        return {};
    std::set<ObjectIndex> stuck;
    for (const WaitEdge& wait : waitForGraph(snapshot).waits) {
        if (wait.isStuck)
            stuck.insert(wait.object);
    }
    return stuck;
}

// A lock in a deadlock is held all the time while others wait for it, and that says nothing that the deadlock does not; nor
// does it help any more to hold it for less, if it was busy before. That somebody spins meanwhile is another thing, and so is
// what may happen at any time.
void dropWhatADeadlockSays(const Snapshot& snapshot, std::vector<Finding>& findings)
{
    const std::set<ObjectIndex> stuck = stuckObjects(snapshot, findings);
    std::erase_if(findings, [&](const Finding& finding) {
        return finding.kind != FindingKind::BusyWait && finding.kind != FindingKind::PotentialDeadlock &&
               !finding.objects.empty() && stuck.contains(finding.objects.front());
    });
}

bool goesByCpuTimes(FindingKind kind)
{
    switch (kind) {
    case FindingKind::Oversubscription:
    case FindingKind::PriorityInversion:
    case FindingKind::Livelock:
    case FindingKind::EventLoopLag:
    case FindingKind::LongHold:
    case FindingKind::Imbalance:
        return true;
    default:
        return false;
    }
}

// A range with losses shows nothing without a mark.
void markApproximate(const Snapshot& snapshot, Range range, std::vector<Finding>& findings)
{
    const Losses losses(snapshot);
    const bool areRecordsLost = losses.in(range) > 0;
    const bool areSwitchesLost = losses.switchesIn(range) > 0;
    const bool areSampled = snapshot.recording.kernelLayer == KernelLayer::Procfs;
    for (Finding& finding : findings) {
        if (areRecordsLost)
            finding.text += " Records were dropped meanwhile: these figures are approximate.";
        else if (areSwitchesLost && goesByCpuTimes(finding.kind))
            finding.text += " Context switches were lost meanwhile: these figures are approximate.";
        else if (areSampled && goesByCpuTimes(finding.kind))
            finding.text += " When threads run is sampled from /proc: these figures are approximate.";
        else
            continue;
        finding.isApproximate = true;
    }
}

// Lasts once it is seen: it says what can happen, not what happens.
bool isForGood(FindingKind kind)
{
    return kind == FindingKind::PotentialDeadlock || kind == FindingKind::DroppedRecords;
}

// What was so before a knob was turned says nothing of how it is now.
std::int64_t knobTurnedNs(const Snapshot& snapshot, std::int64_t beforeNs)
{
    for (auto mark = snapshot.marks->rbegin(); mark != snapshot.marks->rend(); ++mark) {
        if (mark->kind == MarkKind::Knob && mark->timeNs < beforeNs)
            return mark->timeNs;
    }
    return 0;
}

} // namespace

Finding droppedFinding(const Snapshot& snapshot)
{
    return patterns::found(FindingKind::DroppedRecords, {snapshot.beginNs, snapshot.endNs},
                           countText(snapshot.recording.dropped) +
                               " records were dropped because a ring was full: figures of these moments are too small.",
                           {});
}

std::vector<Finding> findingsIn(const Snapshot& snapshot, Range range)
{
    std::vector<Finding> findings;
    patterns::findInLocks(snapshot, range, findings);
    patterns::findInConditions(snapshot, range, findings);
    patterns::findInOwners(snapshot, range, findings);
    patterns::findInCacheLines(snapshot, range, findings);
    patterns::findInQueues(snapshot, range, findings);
    patterns::findInThreads(snapshot, range, findings);
    patterns::findImbalance(snapshot, range, findings);
    patterns::findInCrawl(snapshot, range, findings);
    dropWhatADeadlockSays(snapshot, findings);
    markApproximate(snapshot, range, findings);
    std::ranges::stable_sort(findings, {}, [](const Finding& finding) { return gravityOf(finding.kind); });
    return findings;
}

void FindingWatch::update(const Snapshot& snapshot)
{
    const std::int64_t nowNs = snapshot.endNs;
    if (nowNs <= m_lastNs)
        return;
    m_lastNs = nowNs;
    if (!takeStopped(snapshot))
        lookUntil(snapshot);
    if (snapshot.recording.dropped > 0)
        take(droppedFinding(snapshot), nowNs);
    takePotentialDeadlocks(snapshot);
    publish(snapshot);
}

template <class HasLeft>
void FindingWatch::leaveIf(HasLeft&& hasLeft)
{
    for (const Seen& seen : m_seen) {
        if (hasLeft(seen) && seen.persists())
            m_past.push_back(seen.asItWas());
    }
    std::erase_if(m_seen, hasLeft);
    if (m_past.size() > kMostPast)
        m_past.erase(m_past.begin(), m_past.end() - static_cast<std::ptrdiff_t>(kMostPast));
}

// What stands still shows what it showed when it was stopped: a lock that is held all the time, threads that wait. It is
// judged again by what it does from the first look on that finds it running; until then what was found stands.
bool FindingWatch::takeStopped(const Snapshot& snapshot)
{
    leaveIf([&](const Seen& seen) {
        return seen.finding.kind == FindingKind::ProcessStopped && !patterns::isStillStopped(snapshot, seen.finding);
    });
    if (std::ranges::none_of(*snapshot.processes, &Process::isStopped))
        return false;
    m_frozenUntilNs.reset();
    m_lookedNs = snapshot.endNs;
    keepWhatIsThere(snapshot.endNs);
    std::vector<Finding> stopped;
    patterns::findStopped(snapshot, stopped);
    for (const Finding& finding : stopped)
        take(finding, snapshot.endNs);
    return true;
}

void FindingWatch::lookUntil(const Snapshot& snapshot)
{
    if (!m_frozenUntilNs)
        m_frozenUntilNs = snapshot.endNs;
    const std::int64_t lookedNs = std::max({m_lookedNs, snapshot.endNs - kMostMissedNs, snapshot.beginNs});
    for (std::int64_t ns = ((lookedNs - snapshot.beginNs) / kLookNs + 1) * kLookNs;
         snapshot.beginNs + ns <= snapshot.endNs; ns += kLookNs)
        lookAt(snapshot, snapshot.beginNs + ns);
}

void FindingWatch::lookAt(const Snapshot& snapshot, std::int64_t atNs)
{
    m_lookedNs = atNs;
    const Range window{std::max({atNs - kWindowNs, snapshot.beginNs, *m_frozenUntilNs, knobTurnedNs(snapshot, atNs)}),
                       atNs};
    if (window.toNs - window.fromNs < kShortestWindowNs) {
        keepWhatIsThere(atNs);
    } else {
        for (const Finding& finding : findingsIn(snapshot, window))
            take(finding, atNs);
    }
    leave(atNs);
}

void FindingWatch::keepWhatIsThere(std::int64_t atNs)
{
    for (Seen& seen : m_seen)
        seen.standsNs = atNs;
}

void FindingWatch::takePotentialDeadlocks(const Snapshot& snapshot)
{
    if (snapshot.lockOrder != m_order) {
        m_order = snapshot.lockOrder;
        m_groups.add(potentialDeadlocks(snapshot));
        m_potential.clear();
        for (const PotentialGroup& group : m_groups.groups())
            m_potential.push_back(potentialFinding(snapshot, group));
    }
    for (const Finding& finding : m_potential)
        take(snapshot.recording.dropped > 0 ? markedApproximate(finding) : finding, snapshot.endNs);
}

void FindingWatch::take(const Finding& finding, std::int64_t nowNs)
{
    auto known = std::ranges::find(m_seen, finding.identity, [](const Seen& seen) { return seen.finding.identity; });
    if (known == m_seen.end())
        known = m_seen.insert(m_seen.end(), {finding, nowNs});
    const std::int64_t fromNs = known->finding.fromNs;
    known->finding = finding;
    known->finding.fromNs = std::min(fromNs, finding.fromNs);
    known->lastNs = known->standsNs = nowNs;
    if (isForGood(finding.kind))
        return;
    known->looks.push_back(finding);
    while (known->looks.size() > 1 && known->looks[1].toNs <= nowNs - kWindowNs)
        known->looks.pop_front();
}

bool FindingWatch::Seen::persists() const
{
    return isForGood(finding.kind) || lastNs - firstNs >= kPersistsNs;
}

// A window shows a finding from soon after its cause comes until soon after it has gone: the window of the look in the
// middle lies around the middle of the cause, and the first and the last ones mostly beside it. Of what was there for long,
// the window before the last one will do.
Finding FindingWatch::Seen::asItWas() const
{
    if (looks.empty())
        return finding;
    const std::int64_t atNs = std::max(lastNs - kWindowNs, firstNs + (lastNs - firstNs) / 2);
    const auto look = std::ranges::lower_bound(looks, atNs, {}, &Finding::toNs);
    Finding was = look == looks.end() ? looks.back() : *look;
    // Not later than it was seen first: a knob that was turned since may be what made it go, if slowly.
    was.causeNs = std::min(was.fromNs + (was.toNs - was.fromNs) / 2, firstNs);
    was.fromNs = finding.fromNs;
    was.toNs = finding.toNs;
    return was;
}

void FindingWatch::leave(std::int64_t atNs)
{
    leaveIf([&](const Seen& seen) { return !isForGood(seen.finding.kind) && atNs - seen.standsNs >= kGoneAfterNs; });
}

void FindingWatch::publish(const Snapshot& snapshot)
{
    m_current.clear();
    for (const Seen& seen : m_seen) {
        if (seen.persists())
            m_current.push_back(seen.finding);
    }
    dropWhatADeadlockSays(snapshot, m_current);
    std::ranges::stable_sort(m_current, [](const Finding& a, const Finding& b) {
        const Gravity gravityA = gravityOf(a.kind);
        const Gravity gravityB = gravityOf(b.kind);
        return gravityA != gravityB ? gravityA < gravityB : a.fromNs < b.fromNs;
    });
}

} // namespace lanescope::analysis
