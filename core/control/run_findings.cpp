// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_findings.h"

namespace lanescope::control {
namespace {

using store::Snapshot;

QString nameOf(const Snapshot& snapshot, store::ObjectIndex object)
{
    return QString::fromStdString(snapshot.object(object).name);
}

void addObject(QStringList& objects, const QString& name)
{
    if (!objects.contains(name))
        objects += name;
}

Finding deadlock(const DeadlockFacts& facts, std::int64_t endNs)
{
    const Snapshot& snapshot = *facts.snapshot;
    const bool isPool = facts.deadlock.shape == analysis::DeadlockShape::Pool;
    Finding finding;
    finding.kind = isPool ? QStringLiteral("pool starved by its own tasks") : QStringLiteral("deadlock");
    finding.text = facts.sentence;
    finding.startS = snapshot.seconds(facts.deadlock.sinceNs);
    finding.endS = snapshot.seconds(endNs);
    for (const analysis::DeadlockSide& side : facts.deadlock.sides)
        addObject(finding.objects, nameOf(snapshot, side.waitsFor));
    return finding;
}

Finding finding(const Snapshot& snapshot, const analysis::Finding& found)
{
    const std::string_view kind = analysis::findingName(found.kind);
    Finding finding;
    finding.kind = QString::fromUtf8(kind.data(), static_cast<qsizetype>(kind.size()));
    finding.text = QString::fromStdString(found.text);
    finding.startS = snapshot.seconds(found.fromNs);
    finding.endS = snapshot.seconds(found.toNs);
    for (const store::ObjectIndex object : found.objects)
        addObject(finding.objects, nameOf(snapshot, object));
    return finding;
}

// A ring may fill up in the last moment, after the last look.
bool isDropped(const analysis::Finding& found)
{
    return found.kind == analysis::FindingKind::DroppedRecords;
}

} // namespace

std::vector<Finding> findingsOf(const Snapshot& snapshot, const RunWatch& watch)
{
    std::vector<Finding> findings;
    for (const PastDeadlock& old : watch.past())
        findings.push_back(deadlock(old.facts, old.goneNs));
    for (const DeadlockFacts& facts : watch.deadlocks()) {
        findings.push_back(deadlock(facts, snapshot.endNs));
        // What a pool is in is a deadlock too, under a name that says more.
        if (facts.deadlock.shape == analysis::DeadlockShape::Pool) {
            findings.push_back(findings.back());
            findings.back().kind = QStringLiteral("deadlock");
        }
    }
    for (const std::vector<analysis::Finding>* found : {&watch.findings().past(), &watch.findings().current()}) {
        for (const analysis::Finding& one : *found) {
            if (!isDropped(one))
                findings.push_back(finding(snapshot, one));
        }
    }
    if (snapshot.recording.dropped > 0)
        findings.push_back(finding(snapshot, analysis::droppedFinding(snapshot)));
    return findings;
}

} // namespace lanescope::control
