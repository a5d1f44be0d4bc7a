// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_findings.h"

namespace lanescope::control {
namespace {

using analysis::FindingKind;
using store::Snapshot;

QString nameOf(FindingKind kind)
{
    const std::string_view name = analysis::findingName(kind);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

/// Turns what was found into what the report says of it.
class Telling {
public:
    Telling(const Snapshot& snapshot, const QString& scenario)
        : m_snapshot(snapshot)
        , m_scenario(scenario)
    {
    }

    void add(const DeadlockFacts& facts, std::int64_t endNs, bool isOver)
    {
        const Snapshot& then = *facts.snapshot;
        const bool isPool = facts.deadlock.shape == analysis::DeadlockShape::Pool;
        Finding finding = made(isPool ? FindingKind::PoolStarved : FindingKind::Deadlock);
        finding.text = facts.sentence;
        finding.startS = then.seconds(facts.deadlock.sinceNs);
        finding.endS = then.seconds(endNs);
        finding.isOver = isOver;
        for (const analysis::DeadlockSide& side : facts.deadlock.sides) {
            addName(finding.objects, then.object(side.waitsFor).name);
            addName(finding.threads, then.thread(side.thread).name);
        }
        m_all.push_back(finding);
        if (!isPool)
            return;
        // What a pool is in is a deadlock too, under a name that says more.
        finding.kind = nameOf(FindingKind::Deadlock);
        m_all.push_back(std::move(finding));
    }
    void add(const analysis::Finding& found, bool isOver)
    {
        Finding finding = made(found.kind);
        finding.text = QString::fromStdString(found.text);
        finding.startS = m_snapshot.seconds(found.fromNs);
        finding.endS = m_snapshot.seconds(found.toNs);
        finding.isOver = isOver;
        finding.isApproximate = found.isApproximate;
        for (const store::ObjectIndex object : found.objects)
            addName(finding.objects, m_snapshot.object(object).name);
        for (const store::ThreadIndex thread : found.threads)
            addName(finding.threads, m_snapshot.thread(thread).name);
        m_all.push_back(std::move(finding));
    }

    std::vector<Finding> all() && { return std::move(m_all); }

private:
    Finding made(FindingKind kind) const
    {
        Finding finding;
        finding.kind = nameOf(kind);
        finding.cure = cureOf(m_scenario, kind);
        return finding;
    }
    static void addName(QStringList& names, const std::string& name)
    {
        const QString text = QString::fromStdString(name);
        if (!names.contains(text))
            names += text;
    }

    const Snapshot& m_snapshot;
    const QString& m_scenario;
    std::vector<Finding> m_all;
};

// A ring may fill up in the last moment, after the last look.
bool isDropped(const analysis::Finding& found)
{
    return found.kind == FindingKind::DroppedRecords;
}

} // namespace

std::vector<Finding> findingsOf(const Snapshot& snapshot, const RunWatch& watch, const QString& scenario)
{
    Telling telling(snapshot, scenario);
    for (const PastDeadlock& old : watch.past())
        telling.add(old.facts, old.goneNs, true);
    for (const DeadlockFacts& facts : watch.deadlocks())
        telling.add(facts, snapshot.endNs, false);
    for (const analysis::Finding& found : watch.findings().past())
        telling.add(found, true);
    for (const analysis::Finding& found : watch.findings().current()) {
        if (!isDropped(found))
            telling.add(found, false);
    }
    if (snapshot.recording.dropped > 0)
        telling.add(analysis::droppedFinding(snapshot), false);
    return std::move(telling).all();
}

} // namespace lanescope::control
