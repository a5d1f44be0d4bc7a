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

// Losses are always told: whoever reads figures must know that some are missing.
Finding dropped(const Snapshot& snapshot)
{
    return {QStringLiteral("recorder dropped records"),
            QStringLiteral("%1 records were dropped because a ring was full.").arg(snapshot.recording.dropped), 0.0,
            snapshot.seconds(snapshot.endNs), {}};
}

} // namespace

std::vector<Finding> findingsOf(const Snapshot& snapshot, const std::vector<DeadlockFacts>& deadlocks,
                                const std::vector<PastDeadlock>& past)
{
    std::vector<Finding> findings;
    for (const PastDeadlock& old : past)
        findings.push_back(deadlock(old.facts, old.goneNs));
    for (const DeadlockFacts& facts : deadlocks) {
        findings.push_back(deadlock(facts, snapshot.endNs));
        // What a pool is in is a deadlock too, under a name that says more.
        if (facts.deadlock.shape == analysis::DeadlockShape::Pool) {
            findings.push_back(findings.back());
            findings.back().kind = QStringLiteral("deadlock");
        }
    }
    if (snapshot.recording.dropped > 0)
        findings.push_back(dropped(snapshot));
    return findings;
}

} // namespace lanescope::control
