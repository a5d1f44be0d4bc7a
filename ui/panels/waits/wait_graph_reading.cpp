// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/waits/wait_graph_reading.h"

#include "core/analysis/wait_for_graph.h"
#include "core/store/thread_timeline.h"
#include "ui/panels/figures.h"
#include "ui/panels/waits/wait_graph_crowds.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <map>
#include <set>

namespace lanescope::panels {
namespace {

using analysis::HoldEdge;
using analysis::PotentialDeadlock;
using analysis::PotentialSide;
using analysis::WaitEdge;
using store::Snapshot;

constexpr std::size_t kMostSentences = 3;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

GraphKey keyOf(store::ThreadIndex thread)
{
    return {GraphKey::Kind::Thread, static_cast<std::uint32_t>(thread)};
}
GraphKey keyOf(store::ObjectIndex object)
{
    return {GraphKey::Kind::Object, static_cast<std::uint32_t>(object)};
}

/// Takes the edges from the analysis, and finds the words.
class Reading {
public:
    Reading(const Snapshot& snapshot, const std::vector<PotentialDeadlock>& potential, const WaitGraph& before)
        : m_snapshot(snapshot)
        , m_potential(potential)
        , m_found(analysis::waitForGraph(snapshot))
    {
        std::erase_if(m_found.waits, [this](const WaitEdge& wait) { return isOurOwn(wait.thread); });
        std::erase_if(m_found.deadlocks, [&](const analysis::Deadlock& deadlock) {
            return m_snapshot.endNs - deadlock.sinceNs < kPersistsNs;
        });
        for (const WaitEdge& wait : m_found.waits) {
            m_waiting.insert(wait.thread);
            m_wanted[wait.object] |= wait.kind == trace::WaitKind::Future;
        }
        std::erase_if(m_found.holds, [this](const HoldEdge& hold) { return !matters(hold); });
        m_crowds = GraphCrowds(m_found, before);
    }

    WaitGraph graph()
    {
        markRings();
        addWaits();
        addHolds();
        for (const PotentialDeadlock& cycle : m_potential) {
            for (const PotentialSide& side : cycle.sides)
                addOrder(side);
        }
        addNodes();
        addWords();
        return std::move(m_out);
    }

private:
    bool isOurOwn(store::ThreadIndex thread) const
    {
        const store::Thread& facts = m_snapshot.thread(thread);
        return facts.isOurOwn || m_snapshot.process(facts.process).isOurOwn;
    }
    // On a pool's threads only those depend who wait for its work, not those who wait for work of it.
    bool matters(const HoldEdge& hold) const
    {
        const auto wanted = m_wanted.find(hold.object);
        if (m_snapshot.object(hold.object).kind == trace::ObjectKind::Pool)
            return wanted != m_wanted.end() && wanted->second;
        return !isOurOwn(hold.thread) && (wanted != m_wanted.end() || m_waiting.contains(hold.thread));
    }

    void markRings()
    {
        for (const analysis::Deadlock& deadlock : m_found.deadlocks) {
            for (const analysis::DeadlockSide& side : deadlock.sides) {
                m_inRing.insert(keyOf(side.thread));
                m_inRing.insert(keyOf(side.waitsFor));
                if (&deadlock == &m_found.deadlocks.front())
                    m_out.ring.push_back(static_cast<std::uint32_t>(side.thread));
            }
        }
        m_out.isDeadlock = !m_found.deadlocks.empty();
    }
    bool inRing(store::ThreadIndex thread, store::ObjectIndex object) const
    {
        return m_inRing.contains(keyOf(thread)) && m_inRing.contains(keyOf(object));
    }

    QString name(store::ThreadIndex thread) const
    {
        return timeline::threadName(m_snapshot, static_cast<std::uint32_t>(thread));
    }
    QString name(store::ObjectIndex object) const
    {
        return timeline::objectName(m_snapshot, static_cast<std::uint32_t>(object));
    }
    QString since(std::int64_t sinceNs) const { return sinceText(m_snapshot.endNs - sinceNs); }
    QString moment(std::int64_t timeNs) const { return QLocale().toString(m_snapshot.seconds(timeNs), 'f', 3); }

    void addWaits()
    {
        std::map<GraphKey, std::vector<const WaitEdge*>> crowds;
        for (const WaitEdge& wait : m_found.waits) {
            if (const GraphKey from = m_crowds.keyOf(wait.thread); from.kind == GraphKey::Kind::Crowd)
                crowds[from].push_back(&wait);
            else
                addWait(wait, from, since(wait.sinceNs),
                        text("%1 has waited for “%2” for %3.")
                            .arg(name(wait.thread), name(wait.object), since(wait.sinceNs)));
        }
        for (const auto& [crowd, waits] : crowds) {
            const WaitEdge& longest = longestOf(waits);
            addWait(longest, crowd, text("up to %1").arg(since(longest.sinceNs)),
                    text("%1 threads wait for “%2”; the longest, %3, has for %4.")
                        .arg(waits.size())
                        .arg(name(longest.object), name(longest.thread), since(longest.sinceNs)));
        }
    }
    void addWait(const WaitEdge& wait, const GraphKey& from, const QString& label, const QString& tip)
    {
        m_out.edges.push_back({GraphEdge::Kind::Waits, from, keyOf(wait.object), label, tip,
                               inRing(wait.thread, wait.object), m_snapshot.thread(wait.thread).stateRow,
                               m_snapshot.endNs - 1, store::stateOf(wait.kind)});
    }
    template <typename E>
    static const E& longestOf(const std::vector<const E*>& edges)
    {
        return **std::ranges::min_element(edges, {}, [](const E* edge) { return edge->sinceNs; });
    }

    void addHolds()
    {
        std::map<GraphKey, std::vector<const HoldEdge*>> crowds;
        for (const HoldEdge& hold : m_found.holds) {
            if (const GraphKey to = m_crowds.keyOf(hold.thread); to.kind == GraphKey::Kind::Crowd)
                crowds[to].push_back(&hold);
            else
                addHold(hold, to, isOfPool(hold) ? QString() : since(hold.sinceNs), tipOf(hold));
        }
        for (const auto& [crowd, holds] : crowds) {
            const HoldEdge& longest = longestOf(holds);
            addHold(longest, crowd, isOfPool(longest) ? QString() : text("up to %1").arg(since(longest.sinceNs)),
                    tipOf(holds.size(), longest));
        }
    }
    void addHold(const HoldEdge& hold, const GraphKey& to, const QString& label, const QString& tip)
    {
        const auto& row = m_snapshot.object(hold.object).row;
        const bool hasOwners = row && m_snapshot.row(*row).kind == store::RowKind::LockOwner;
        m_out.edges.push_back({GraphEdge::Kind::Holds, keyOf(hold.object), to, label, tip,
                               inRing(hold.thread, hold.object),
                               hasOwners ? *row : m_snapshot.thread(hold.thread).stateRow, m_snapshot.endNs - 1});
    }
    static bool isOfPool(const HoldEdge& hold) { return hold.sinceNs == 0; }
    QString tipOf(const HoldEdge& hold) const
    {
        if (isOfPool(hold))
            return text("%1 is one of the threads of “%2”.").arg(name(hold.thread), name(hold.object));
        const QString tip =
            hold.shared ? text("%1 has held “%2”, with others or alone, for %3.") : text("%1 has held “%2” for %3.");
        return tip.arg(name(hold.thread), name(hold.object), since(hold.sinceNs));
    }
    QString tipOf(std::size_t count, const HoldEdge& longest) const
    {
        if (isOfPool(longest))
            return text("%1 threads are those of “%2”.").arg(count).arg(name(longest.object));
        return text("%1 threads hold “%2” together; the longest, %3, has for %4.")
            .arg(count)
            .arg(name(longest.object), name(longest.thread), since(longest.sinceNs));
    }
    // Another cycle may go through the same two locks by the same thread: one line is enough.
    void addOrder(const PotentialSide& side)
    {
        const QString when = moment(side.site.firstNs);
        const QString task = QString::fromStdString(side.task);
        const QString who =
            task.isEmpty() ? name(side.site.thread) : text("%1, in “%2”,").arg(name(side.site.thread), task);
        const QString tip = text("%1 took “%2” while it held “%3”, first at %4 s, %5 times in all.")
                                .arg(who, name(side.acquired), name(side.held), when,
                                     QLocale().toString(static_cast<qulonglong>(side.site.count)));
        const bool isThere = std::ranges::any_of(
            m_out.edges, [&](const GraphEdge& edge) { return edge.kind == GraphEdge::Kind::Order && edge.tip == tip; });
        // Beside a real ring, names at the arcs would only be in its way.
        const QString label = m_out.isDeadlock ? QString() : name(side.site.thread);
        if (!isThere)
            m_out.edges.push_back({GraphEdge::Kind::Order, keyOf(side.held), keyOf(side.acquired), label, tip, true,
                                   m_snapshot.object(side.acquired).row, side.site.firstNs});
    }

    void addNodes()
    {
        std::set<GraphKey> keys;
        for (const GraphEdge& edge : m_out.edges) {
            keys.insert(edge.from);
            keys.insert(edge.to);
        }
        for (const GraphKey& key : keys)
            m_out.nodes.push_back(nodeOf(key));
    }
    GraphNode nodeOf(const GraphKey& key) const
    {
        const bool stuck = m_inRing.contains(key);
        switch (key.kind) {
        case GraphKey::Kind::Crowd:
            return crowdNode(key);
        case GraphKey::Kind::Object:
            return {key, name(store::ObjectIndex{key.index}),
                    timeline::objectKindName(m_snapshot.object(store::ObjectIndex{key.index}).kind), stuck};
        case GraphKey::Kind::Thread:
            break;
        }
        return {key, name(store::ThreadIndex{key.index}), doingOf(m_snapshot.thread(store::ThreadIndex{key.index})),
                stuck};
    }
    GraphNode crowdNode(const GraphKey& key) const
    {
        const std::vector<store::ThreadIndex>& members = m_crowds.members(key);
        QStringList names;
        for (const store::ThreadIndex thread : members)
            names << name(thread);
        return {key, text("%1 threads").arg(members.size()), names.join(QStringLiteral(", ")),
                m_inRing.contains(keyOf(members.front()))};
    }
    QString doingOf(const store::Thread& thread) const
    {
        const auto task = timeline::taskAt(m_snapshot, thread, m_snapshot.endNs - 1);
        const QString taskName = timeline::toQString(m_snapshot.name(task.name));
        return taskName.isEmpty() ? text("tid %1").arg(thread.tid) : taskName;
    }

    void addWords()
    {
        std::vector<std::string> sentences;
        for (const analysis::Deadlock& deadlock : m_found.deadlocks)
            sentences.push_back(analysis::sentence(m_snapshot, deadlock));
        if (sentences.empty()) {
            for (const PotentialDeadlock& cycle : m_potential)
                sentences.push_back(analysis::sentence(m_snapshot, cycle));
        }
        QStringList told;
        for (const std::string& sentence : sentences) {
            if (std::cmp_less(told.size(), kMostSentences))
                told << QString::fromStdString(sentence);
        }
        if (sentences.size() > kMostSentences)
            told << text("And %1 more.").arg(sentences.size() - kMostSentences);
        m_out.sentence = told.join(u'\n');
    }

    const Snapshot& m_snapshot;
    const std::vector<PotentialDeadlock>& m_potential;
    analysis::WaitForGraph m_found;
    std::set<store::ThreadIndex> m_waiting;
    std::map<store::ObjectIndex, bool> m_wanted; // waited for; true: as the work of a pool
    std::set<GraphKey> m_inRing;
    GraphCrowds m_crowds;
    WaitGraph m_out;
};

} // namespace

WaitGraph readWaitGraph(const Snapshot& snapshot, const std::vector<PotentialDeadlock>& potential,
                        const WaitGraph& before)
{
    return Reading(snapshot, potential, before).graph();
}

} // namespace lanescope::panels
