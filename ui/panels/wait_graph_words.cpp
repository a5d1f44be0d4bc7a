// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/wait_graph_words.h"

#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace lanescope::panels {
namespace {

using store::Snapshot;

QString text(const char* source) { return QCoreApplication::translate("lanescope::panels", source); }

GraphKey keyOf(store::ThreadIndex thread) { return {GraphKey::Kind::Thread, static_cast<std::uint32_t>(thread)}; }
GraphKey keyOf(store::ObjectIndex object) { return {GraphKey::Kind::Object, static_cast<std::uint32_t>(object)}; }

/// Puts the picture together.
class Picture {
public:
    Picture(const Snapshot& snapshot, const analysis::WaitForGraph& graph,
            const std::vector<analysis::DeadlockWatch::Found>& sure)
        : m_snapshot(snapshot)
        , m_graph(graph)
    {
        for (const auto& found : sure)
            addRing(found.deadlock);
    }

    WaitGraph make()
    {
        for (const analysis::WaitEdge& wait : m_graph.waits)
            addWait(wait);
        for (const analysis::HoldEdge& hold : m_graph.holds) {
            if (matters(hold))
                addHold(hold);
        }
        addNodes();
        return std::move(m_out);
    }

private:
    void addRing(const analysis::Deadlock& deadlock)
    {
        m_out.isDeadlock = true;
        if (m_out.sentence.isEmpty())
            m_out.sentence = QString::fromStdString(analysis::sentence(m_snapshot, deadlock));
        for (const analysis::DeadlockSide& side : deadlock.sides) {
            m_ring.insert(keyOf(side.thread));
            m_ring.insert(keyOf(side.waitsFor));
        }
    }
    bool inRing(const GraphKey& from, const GraphKey& to) const { return m_ring.contains(from) && m_ring.contains(to); }
    bool waits(store::ThreadIndex thread) const
    {
        return std::any_of(m_graph.waits.begin(), m_graph.waits.end(),
                           [thread](const auto& wait) { return wait.thread == thread; });
    }
    bool matters(const analysis::HoldEdge& hold) const
    {
        return waits(hold.thread) || std::any_of(m_graph.waits.begin(), m_graph.waits.end(), [&hold](const auto& wait) {
                   return wait.object == hold.object;
               });
    }
    QString since(std::int64_t sinceNs) const
    {
        return sinceNs > 0 ? timeline::durationText(std::max<std::int64_t>(0, m_snapshot.endNs - sinceNs)) : QString();
    }
    QString name(store::ThreadIndex thread) const
    {
        return timeline::threadName(m_snapshot, static_cast<std::uint32_t>(thread));
    }
    QString name(store::ObjectIndex object) const
    {
        return timeline::objectName(m_snapshot, static_cast<std::uint32_t>(object));
    }

    void addWait(const analysis::WaitEdge& wait)
    {
        const QString length = since(wait.sinceNs);
        m_out.edges.push_back({GraphEdge::Kind::Waits, keyOf(wait.thread), keyOf(wait.object), length,
                               text("%1 has waited for “%2” for %3.").arg(name(wait.thread), name(wait.object), length),
                               inRing(keyOf(wait.thread), keyOf(wait.object))});
    }
    void addHold(const analysis::HoldEdge& hold)
    {
        const QString length = since(hold.sinceNs);
        const QString tip = length.isEmpty()
                                ? text("%1 works for “%2”.").arg(name(hold.thread), name(hold.object))
                                : text("%1 has held “%2” for %3.").arg(name(hold.thread), name(hold.object), length);
        m_out.edges.push_back({GraphEdge::Kind::Holds, keyOf(hold.object), keyOf(hold.thread), length, tip,
                               inRing(keyOf(hold.object), keyOf(hold.thread))});
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
        if (key.kind == GraphKey::Kind::Object) {
            const store::Object& object = m_snapshot.object(store::ObjectIndex{key.index});
            return {key, name(store::ObjectIndex{key.index}), timeline::objectKindName(object.kind), m_ring.contains(key)};
        }
        const store::Thread& thread = m_snapshot.thread(store::ThreadIndex{key.index});
        const auto task = timeline::taskAt(m_snapshot, thread, m_snapshot.endNs - 1);
        const QString taskName = timeline::toQString(m_snapshot.name(task.name));
        return {key, name(store::ThreadIndex{key.index}), taskName.isEmpty() ? text("tid %1").arg(thread.tid) : taskName,
                m_ring.contains(key)};
    }

    const Snapshot& m_snapshot;
    const analysis::WaitForGraph& m_graph;
    WaitGraph m_out;
    std::set<GraphKey> m_ring;
};

} // namespace

WaitGraph wordedGraph(const Snapshot& snapshot, const analysis::WaitForGraph& graph,
                      const std::vector<analysis::DeadlockWatch::Found>& sure)
{
    return Picture(snapshot, graph, sure).make();
}

} // namespace lanescope::panels
