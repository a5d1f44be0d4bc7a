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

void addName(QStringList& names, const std::string& name)
{
    const QString text = QString::fromStdString(name);
    if (!names.contains(text))
        names += text;
}

/// Turns what was found into what the report says of it.
class Telling {
public:
    Telling(const Snapshot& snapshot, const RunKnobs& knobs)
        : m_snapshot(snapshot)
        , m_knobs(knobs)
    {
    }

    void add(const DeadlockFacts& facts, std::int64_t endNs, bool isOver)
    {
        const Snapshot& then = *facts.snapshot;
        Finding finding;
        finding.text = facts.sentence;
        finding.startS = then.seconds(facts.deadlock.sinceNs);
        finding.endS = then.seconds(endNs);
        finding.isOver = isOver;
        const Complaint complaint = complaintOf(facts);
        advise(finding, complaint, isOver ? std::optional(facts.deadlock.sinceNs) : std::nullopt);
        m_all.push_back(std::move(finding));
    }
    void add(const analysis::Finding& found, bool isOver)
    {
        Finding finding;
        finding.text = QString::fromStdString(found.text);
        finding.startS = m_snapshot.seconds(found.fromNs);
        finding.endS = m_snapshot.seconds(found.toNs);
        finding.isOver = isOver;
        finding.isApproximate = found.isApproximate;
        for (const std::string& other : found.alike)
            finding.alike += QString::fromStdString(other);
        advise(finding, complaintOf(m_snapshot, found), judgedNs(found, isOver));
        m_all.push_back(std::move(finding));
    }

    std::vector<Finding> all() && { return std::move(m_all); }

private:
    // What is there is judged by how the knobs stand now; what has left, by how they stood while it was there, and what was
    // not looked at since a knob was turned, by how they stood before: one of them may make it go.
    static std::optional<std::int64_t> judgedNs(const analysis::Finding& found, bool isOver)
    {
        if (isOver)
            return found.causeNs;
        return found.kind == FindingKind::PotentialDeadlock ? std::nullopt : std::optional(found.toNs);
    }
    void advise(Finding& finding, const Complaint& complaint, std::optional<std::int64_t> judgedNs) const
    {
        finding.kind = nameOf(complaint.kind);
        finding.objects = complaint.objects;
        finding.threads = complaint.threads;
        if (m_knobs.info == nullptr)
            return;
        const auto then = judgedNs ? valuesAt(*m_knobs.info, m_knobs.atStart, m_snapshot, *judgedNs) : m_knobs.now;
        Advice advice = adviceFor(*m_knobs.info, then, complaint);
        if (advice.cure && isDone(*advice.cure, *m_knobs.info, then, m_knobs.now))
            return;
        finding.cure = std::move(advice.cure);
        finding.words = std::move(advice.words);
    }
    const Snapshot& m_snapshot;
    const RunKnobs& m_knobs;
    std::vector<Finding> m_all;
};

// A ring may fill up in the last moment, after the last look.
bool isDropped(const analysis::Finding& found)
{
    return found.kind == FindingKind::DroppedRecords;
}

} // namespace

Complaint complaintOf(const Snapshot& snapshot, const analysis::Finding& finding)
{
    Complaint complaint{finding.kind, {}, {}};
    for (const store::ObjectIndex object : finding.objects)
        addName(complaint.objects, snapshot.object(object).name);
    for (const store::ThreadIndex thread : finding.threads)
        addName(complaint.threads, snapshot.thread(thread).name);
    return complaint;
}

Complaint complaintOf(const DeadlockFacts& facts)
{
    const bool isPool = facts.deadlock.shape == analysis::DeadlockShape::Pool;
    Complaint complaint{isPool ? FindingKind::PoolStarved : FindingKind::Deadlock, {}, {}};
    for (const analysis::DeadlockSide& side : facts.deadlock.sides) {
        addName(complaint.objects, facts.snapshot->object(side.waitsFor).name);
        addName(complaint.threads, facts.snapshot->thread(side.thread).name);
    }
    return complaint;
}

std::vector<Finding> findingsOf(const Snapshot& snapshot, const RunWatch& watch, const RunKnobs& knobs)
{
    Telling telling(snapshot, knobs);
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
